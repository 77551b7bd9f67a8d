// Who gets the shoe's link and sensor: owners, watches and strangers (firmware/README.md).
#include "firmware/core/link.h"

#include <catch2/catch.hpp>

#include "tests/firmware/shoe_fixture.h"

using namespace backstep;
using namespace backstep::firmware;
using namespace backstep::firmware::test;

TEST_CASE("Who is connected and uses nothing that needs a bond makes room for others") {
  TestShoe t;
  t.shoe.connected(1'000'000);
  t.shoe.tick(30'000'000);
  CHECK_FALSE(t.shoe.wishes(30'000'000).drop_link);
  SECTION("a stranger") {
    t.shoe.tick(32'000'000);
    CHECK(t.shoe.wishes(32'000'000).drop_link);
    t.shoe.disconnected(32'100'000);
    t.shoe.connected(32'200'000);
    CHECK_FALSE(t.shoe.wishes(32'200'000).drop_link);  // it was not meant for the next one
  }
  SECTION("a host that reads who the shoe is") {
    t.shoe.accessed();
    t.shoe.tick(300'000'000);
    CHECK_FALSE(t.shoe.wishes(300'000'000).drop_link);
  }
  SECTION("a watch that has a bond") {
    t.shoe.recognised();
    t.shoe.speed_subscribed(true);
    t.shoe.tick(300'000'000);
    CHECK_FALSE(t.shoe.wishes(300'000'000).drop_link);
  }
}

TEST_CASE(
    "A stranger to a claimed shoe measures nothing and is gone after half a minute, though it listens to the speed") {
  TestShoe t;
  t.shoe.connected(1'000'000);
  t.shoe.speed_subscribed(true);
  t.shoe.tick(2'000'000);
  CHECK_FALSE(t.shoe.wishes(2'000'000).sensor_on);
  CHECK(t.shoe.wishes(2'000'000).make_room);  // its owner need not even wait that long
  CHECK(t.shoe.wishes(2'000'000).advertise);
  t.shoe.tick(31'000'000);
  CHECK_FALSE(t.shoe.wishes(31'000'000).drop_link);
  t.shoe.tick(32'000'000);
  CHECK(t.shoe.wishes(32'000'000).drop_link);
  CHECK_FALSE(t.shoe.wishes(32'000'000).sensor_on);
}

TEST_CASE("A watch is served when it has a bond, when nobody has claimed the shoe, or when the button lets it in") {
  const bool claimed = GENERATE(true, false);
  TestShoe t(claimed);
  const auto listens = [&t](std::uint64_t now_us) {
    t.shoe.tick(now_us);
    return t.shoe.wishes(now_us).sensor_on && !t.shoe.wishes(now_us).drop_link;
  };
  t.shoe.connected(1'000'000);
  t.shoe.speed_subscribed(true);
  if (claimed) {
    REQUIRE_FALSE(listens(2'000'000));
    SECTION("a bond of before") { t.shoe.recognised(); }
    SECTION("a bond made now") { t.shoe.bonded(); }
    SECTION("the button") {
      t.shoe.button(true, 3'000'000);
      t.shoe.button(false, 6'500'000);
    }
  }
  CHECK(listens(7'000'000));
  CHECK(listens(500'000'000));  // claim mode is over, the link is not
  t.shoe.speed_subscribed(false);
  t.shoe.tick(501'000'000);
  CHECK_FALSE(t.shoe.wishes(501'000'000).sensor_on);
}

TEST_CASE("Who only listens is let go, and the sensor sleeps, ten minutes after the last stride") {
  TestShoe t;
  t.shoe.connected(0);
  t.shoe.recognised();
  t.shoe.speed_subscribed(true);
  constexpr std::uint64_t kLastStride_us = 1500'000'000;
  for (std::uint64_t now_us = 0; now_us < kLastStride_us + 600'000'000; now_us += 1'000'000) {
    t.shoe.tick(now_us);
    if (now_us % 500'000'000 == 0 && now_us <= kLastStride_us) {
      t.shoe.stride(now_us);
    }
    REQUIRE(t.shoe.wishes(now_us).sensor_on);
    REQUIRE_FALSE(t.shoe.wishes(now_us).drop_link);
  }
  const std::uint64_t over_us = kLastStride_us + 601'000'000;
  t.shoe.tick(over_us);
  CHECK_FALSE(t.shoe.wishes(over_us).sensor_on);
  CHECK(t.shoe.wishes(over_us).drop_link);
  t.shoe.disconnected(over_us + 1'000'000);
  t.shoe.connected(over_us + 2'000'000);
  t.shoe.recognised();
  t.shoe.speed_subscribed(true);  // it comes again when its wearer does
  t.shoe.tick(over_us + 3'000'000);
  CHECK(t.shoe.wishes(over_us + 3'000'000).sensor_on);
}

TEST_CASE("Standing still ends neither a stream nor the link of a host that listens to the speed too") {
  TestShoe t;
  t.link();
  t.shoe.speed_subscribed(true);
  REQUIRE(t.command(wire::CommandKind::start, 19) == wire::ReplyStatus::ok);
  for (std::uint64_t now_us = 0; now_us < 700'000'000; now_us += 1'000'000) {
    t.shoe.tick(now_us);
  }
  CHECK(t.shoe.streaming());
  CHECK(t.shoe.wishes(700'000'000).sensor_on);
  CHECK_FALSE(t.shoe.wishes(700'000'000).drop_link);
  REQUIRE(t.command(wire::CommandKind::stop) == wire::ReplyStatus::ok);
  CHECK_FALSE(t.shoe.wishes(700'000'000).sensor_on);  // nobody has walked for long
  CHECK_FALSE(t.shoe.wishes(700'000'000).drop_link);
}

TEST_CASE("The owner's host is let in while a watch listens, but not while another host has the link") {
  TestShoe t;
  t.shoe.connected(1'000'000);
  t.shoe.recognised();
  CHECK_FALSE(t.shoe.wishes(1'000'000).advertise);
  SECTION("a watch, after half a minute: by then a host would have shown itself") {
    t.shoe.speed_subscribed(true);
    t.shoe.tick(30'000'000);
    CHECK_FALSE(t.shoe.wishes(30'000'000).advertise);
    CHECK_FALSE(t.shoe.wishes(30'000'000).make_room);
    t.shoe.tick(32'000'000);
    CHECK(t.shoe.wishes(32'000'000).advertise);
    CHECK(t.shoe.wishes(32'000'000).make_room);
    CHECK(t.shoe.wishes(32'000'000).sensor_on);
    t.shoe.disconnected(33'000'000);
    t.shoe.connected(33'000'000);
    t.shoe.recognised();
    t.shoe.speed_subscribed(false);  // of the watch, heard late
    CHECK_FALSE(t.shoe.wishes(33'000'000).make_room);
    CHECK_FALSE(t.shoe.wishes(33'000'000).sensor_on);
  }
  SECTION("a host") {
    t.shoe.accessed();
    t.shoe.tick(300'000'000);
    CHECK_FALSE(t.shoe.wishes(300'000'000).advertise);
    CHECK_FALSE(t.shoe.wishes(300'000'000).make_room);
  }
}

TEST_CASE("An unclaimed shoe stays with the watch that listens until its button lets a host in") {
  TestShoe t(false);
  t.shoe.connected(0);
  t.shoe.speed_subscribed(true);
  t.shoe.tick(100'000'000);
  CHECK_FALSE(t.shoe.wishes(100'000'000).advertise);
  CHECK_FALSE(t.shoe.wishes(100'000'000).make_room);
  t.shoe.button(true, 100'000'000);
  t.shoe.button(false, 104'000'000);
  t.shoe.tick(104'000'000);
  CHECK(t.shoe.wishes(104'000'000).advertise);
  CHECK(t.shoe.wishes(104'000'000).make_room);
}

TEST_CASE("A watch that listens is not sent away because a host that streamed stays away") {
  TestShoe t;
  t.link();
  REQUIRE(t.command(wire::CommandKind::start, 19) == wire::ReplyStatus::ok);
  t.shoe.disconnected(5'000'000);
  t.shoe.connected(6'000'000);
  t.shoe.recognised();
  t.shoe.speed_subscribed(true);
  for (std::uint64_t now_us = 6'000'000; now_us < 700'000'000; now_us += 1'000'000) {
    t.shoe.tick(now_us);
    t.shoe.stride(now_us);
  }
  CHECK_FALSE(t.shoe.streaming());
  CHECK(t.shoe.wishes(700'000'000).sensor_on);
  CHECK_FALSE(t.shoe.wishes(700'000'000).drop_link);
}
