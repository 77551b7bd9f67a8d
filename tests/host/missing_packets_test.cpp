// What a host asks for again, and how often.
#include "host/ingest/missing_packets.h"

#include <catch2/catch.hpp>
#include <utility>

using backstep::host::MissingPackets;
namespace wire = backstep::wire;

namespace {

constexpr std::int64_t kSecond_us = 1'000'000;

struct Host {
  MissingPackets missing{0};
  std::int64_t now_us = 0;

  void comes(std::uint32_t sequence) { missing.received({.packet = {}, .arrival_us = now_us, .sequence = sequence}); }
};

}  // namespace

TEST_CASE("Ten minutes out of reach cost one question, whose answer says what the shoe still has") {
  Host host;
  host.comes(0);
  host.comes(6601);
  const auto asked = host.missing.next_request(host.now_us);
  REQUIRE(asked);
  CHECK(asked->first == 1);
  CHECK(asked->last == 6600);
  CHECK_FALSE(host.missing.next_request(host.now_us));
  host.missing.answered(*asked, wire::ReplyStatus::ok, wire::Resending(5941, 6600));
  CHECK(host.missing.missing() == 660);
  CHECK(host.missing.gone() == 5940);
}

TEST_CASE("What is on its way is not asked for again, however long it takes; what was lost again is") {
  Host host;
  host.comes(0);
  host.comes(501);
  REQUIRE(host.missing.next_request(host.now_us));
  for (std::uint32_t i = 1; i <= 500; ++i) {
    host.now_us += kSecond_us / 50;
    if (i != 100) {
      host.comes(i);
    }
    const auto again = host.missing.next_request(host.now_us);
    CHECK(again.has_value() == (i == 199 || i == 299 || i == 399 || i == 499));
    CHECK((!again || (again->first == 100 && again->last == 100)));
  }
  CHECK(host.missing.missing() == 1);
}

TEST_CASE("An answer takes away none but the packets that were asked for, whatever it says") {
  const auto [first, last] = GENERATE(std::pair(5U, 8U), std::pair(100U, 200U), std::pair(5U, 200U));
  Host host;
  for (const std::uint32_t sequence : {0U, 10U, 20U, 30U}) {
    host.comes(sequence);
  }
  REQUIRE(host.missing.next_request(host.now_us));
  const auto asked = host.missing.next_request(host.now_us);
  REQUIRE((asked && asked->first == 11 && asked->last == 19));
  host.missing.answered(*asked, wire::ReplyStatus::ok, wire::Resending(first, last));
  CHECK(host.missing.missing() == (first == 5 && last == 200 ? 27 : 18));
  CHECK(host.missing.missing() + host.missing.gone() == 27);
}
