// The shoe's core between a made-up sensor and a radio that does what radios do, read as the host reads it.
#include "firmware/core/shoe.h"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <numeric>
#include <vector>

#include "tests/firmware/shoe_fixture.h"

using namespace backstep;
using namespace backstep::firmware;
using namespace backstep::firmware::test;

TEST_CASE("A shoe sends nothing before it is told to") {
  TestShoe t;
  t.link();
  t.samples(100);
  CHECK(t.received.empty());
  CHECK(t.command(wire::CommandKind::start, 19) == wire::ReplyStatus::ok);
  t.samples(19);
  CHECK(t.received.size() == 1);
}

TEST_CASE("A shoe grants what link and sensor allow") {
  const auto granted = [](std::uint16_t mtu, std::uint32_t samples) {
    TestShoe t;
    t.link(mtu);
    CHECK(t.command(wire::CommandKind::start, samples) == wire::ReplyStatus::ok);
    return std::get<wire::Granted>(t.reply.details);
  };
  CHECK(granted(247, 19).samples_per_packet() == 19);
  CHECK(granted(517, 6).samples_per_packet() == 6);
  CHECK(granted(100, 19).samples_per_packet() == 7);  // 12 + 7 * 12 = 96 of 97 bytes
  CHECK(granted(100, 19).rate_hz() == 208);
  CHECK(granted(23, 19).samples_per_packet() == 1);
  CHECK(granted(23, 19).rate_hz() == 52);

  TestShoe t;
  t.link();
  CHECK(t.command(wire::CommandKind::set_rate, 100) == wire::ReplyStatus::ok);
  CHECK(std::get<wire::Granted>(t.reply.details).rate_hz() == 104);
  CHECK(t.command(wire::CommandKind::set_rate, 1000) == wire::ReplyStatus::ok);
  CHECK(std::get<wire::Granted>(t.reply.details).rate_hz() == 208);
  CHECK(t.command(wire::CommandKind::set_range, 3, 1500) == wire::ReplyStatus::ok);
  CHECK(std::get<wire::Granted>(t.reply.details).acc_range_g() == 4);
  CHECK(std::get<wire::Granted>(t.reply.details).gyr_range_dps() == 2000);
  CHECK(t.info().device.acc_range_mps2() == Approx(4 * 9.80665));
  CHECK(t.info().device.acc_lsb_mps2() == Approx(4 * 0.0305e-3 * 9.80665));
}

TEST_CASE("On a link of 20 bytes one sample goes in each packet and it says reduced") {
  TestShoe t;
  t.link(23);
  REQUIRE(t.command(wire::CommandKind::start, 19) == wire::ReplyStatus::ok);
  t.samples(3);
  REQUIRE(t.received.size() == 3);
  for (const wire::PacketBytes& bytes : t.received) {
    CHECK(bytes.size == 20);
    CHECK(t.parsed(bytes).has(wire::PacketStatus::reduced));
  }
}

TEST_CASE("Rate and range stay while it sends, the size of packets may change") {
  TestShoe t;
  t.link();
  REQUIRE(t.command(wire::CommandKind::start, 19) == wire::ReplyStatus::ok);
  CHECK(t.command(wire::CommandKind::set_rate, 52) == wire::ReplyStatus::busy);
  CHECK(t.command(wire::CommandKind::set_range, 2, 250) == wire::ReplyStatus::busy);
  CHECK(t.command(wire::CommandKind::set_side, 1) == wire::ReplyStatus::busy);
  t.samples(10);
  CHECK(t.command(wire::CommandKind::set_packet_size, 6) == wire::ReplyStatus::ok);
  t.samples(6);
  REQUIRE(t.received.size() == 2);
  CHECK(t.parsed(t.received[0]).count == 10);
  CHECK(t.parsed(t.received[1]).count == 6);
  CHECK(t.parsed(t.received[1]).sequence == t.parsed(t.received[0]).sequence + 1);
}

TEST_CASE("Commands that cannot be are refused, counted, and change nothing") {
  TestShoe t;
  t.link();
  CHECK(t.command(wire::CommandKind::start, 0) == wire::ReplyStatus::bad_argument);
  CHECK(t.command(wire::CommandKind::start, 20) == wire::ReplyStatus::bad_argument);
  CHECK(t.command(wire::CommandKind::identify, 61) == wire::ReplyStatus::bad_argument);
  CHECK(t.command(wire::CommandKind::set_side, 2) == wire::ReplyStatus::bad_argument);
  CHECK(t.command(static_cast<wire::CommandKind>(99)) == wire::ReplyStatus::unknown_command);
  CHECK(t.command(wire::CommandKind::read_calibration) == wire::ReplyStatus::gone);
  CHECK(t.command(wire::CommandKind::resend, 0, 5) == wire::ReplyStatus::gone);
  CHECK(t.shoe.counters().commands_refused() == 7);
  CHECK_FALSE(t.shoe.streaming());
  CHECK(t.shoe.control(std::vector<std::uint8_t>(5), 0).size == 0);
}

TEST_CASE("A calibration stays when the shoe restarts, and Info shows it") {
  TestShoe t;
  t.link();
  CHECK_FALSE(t.info().calibration);
  REQUIRE(t.store_calibration(9.79F) == wire::ReplyStatus::ok);
  CHECK(t.info().calibration->gravity_mps2() == 9.79F);
  CHECK(t.command(wire::CommandKind::read_calibration) == wire::ReplyStatus::ok);
  CHECK(std::get<wire::Calibration>(t.reply.details).gravity_mps2() == 9.79F);
  t.restart();
  CHECK(t.info().calibration->gravity_mps2() == 9.79F);
  t.link(60);
  CHECK(t.command(wire::CommandKind::read_calibration) == wire::ReplyStatus::too_small);
  t.flash.works = false;
  CHECK(t.store_calibration(9.8F) == wire::ReplyStatus::not_stored);
}

TEST_CASE("What a host wished of the sampling is gone after a restart, whatever else was stored meanwhile") {
  TestShoe t;
  t.link();
  const SamplingPlan before = t.shoe.sampling();
  REQUIRE(t.command(wire::CommandKind::set_rate, 52) == wire::ReplyStatus::ok);
  REQUIRE(t.command(wire::CommandKind::set_range, 2, 250) == wire::ReplyStatus::ok);
  REQUIRE(t.command(wire::CommandKind::set_packet_size, 4) == wire::ReplyStatus::ok);
  REQUIRE(t.store_calibration(9.79F) == wire::ReplyStatus::ok);
  CHECK(t.shoe.sampling().rate_hz == 52);  // storing does not end the wish
  REQUIRE(t.command(wire::CommandKind::set_side, 1) == wire::ReplyStatus::ok);
  CHECK(t.shoe.sampling().rate_hz == 52);
  CHECK(t.shoe.sampling().acc_range_g == 2);
  REQUIRE(t.command(wire::CommandKind::start, 6) == wire::ReplyStatus::ok);
  REQUIRE(t.store_calibration(9.8F) == wire::ReplyStatus::ok);
  t.restart();
  t.link();
  CHECK(t.shoe.sampling() == before);
  CHECK(t.shoe.side() == wire::Side::right);
  CHECK(t.info().calibration->gravity_mps2() == 9.8F);
}

TEST_CASE("Losing power while the flash is written keeps what was stored before") {
  TestShoe t;
  t.link();
  REQUIRE(t.store_calibration(9.79F) == wire::ReplyStatus::ok);
  t.flash.cut_after = GENERATE(0, 1, 50, 100, 103);
  t.store_calibration(9.85F);
  t.flash.cut_after.reset();
  t.restart();
  CHECK(t.info().calibration->gravity_mps2() == 9.79F);
  REQUIRE(t.store_calibration(9.81F) == wire::ReplyStatus::ok);
  t.restart();
  CHECK(t.info().calibration->gravity_mps2() == 9.81F);
}

TEST_CASE("Flash full of rubbish gives the defaults") {
  TestShoe t;
  for (auto& slot : t.flash.slots) {
    slot.fill(0xA7);
  }
  t.restart();
  CHECK(t.shoe.side() == wire::Side::left);
  CHECK(t.shoe.sampling().rate_hz == 208);
}

TEST_CASE("A new host may pair with an unclaimed shoe, or for two minutes after the button was held") {
  TestShoe t(false);
  CHECK(t.shoe.wishes(0).claimable);
  t.shoe.bonded();
  CHECK_FALSE(t.shoe.wishes(1).claimable);
  const auto hold = [&t](std::uint64_t from_us, std::uint64_t time_us) {
    t.shoe.button(true, from_us);
    t.shoe.button(false, from_us + time_us);
  };
  hold(1'000'000, 20'000);  // a bounce
  CHECK(t.shoe.wishes(1'100'000).led != Led::identify);
  hold(1'000'000, 500'000);
  CHECK_FALSE(t.shoe.wishes(1'600'000).claimable);
  CHECK(t.shoe.wishes(1'600'000).led == Led::identify);
  hold(10'000'000, 3'100'000);
  CHECK(t.shoe.wishes(13'200'000).claimable);
  CHECK(t.shoe.wishes(13'100'000 + 119'000'000).claimable);
  CHECK_FALSE(t.shoe.wishes(13'100'000 + 121'000'000).claimable);
  hold(200'000'000, 10'100'000);
  CHECK(t.shoe.wishes(210'200'000).forget_bonds);
  t.shoe.forgot_bonds();
  CHECK(t.shoe.wishes(210'300'000).claimable);
  CHECK_FALSE(t.shoe.wishes(210'300'000).forget_bonds);
}

TEST_CASE("The button shows that it was held long enough while it still is") {
  TestShoe t;
  t.shoe.button(true, 1'000'000);
  t.shoe.tick(3'900'000);
  CHECK_FALSE(t.shoe.wishes(3'900'000).claimable);
  t.shoe.tick(4'100'000);
  CHECK(t.shoe.wishes(4'100'000).led == Led::claiming);
  t.shoe.button(false, 5'000'000);
  CHECK(t.shoe.wishes(5'000'000).claimable);
  CHECK_FALSE(t.shoe.wishes(5'000'000).forget_bonds);
}

TEST_CASE("A host can release the shoe: it forgets its bonds and drops the link") {
  TestShoe t;
  t.link();
  REQUIRE(t.command(wire::CommandKind::release) == wire::ReplyStatus::ok);
  CHECK(t.shoe.wishes(1).forget_bonds);
  CHECK(t.shoe.wishes(1).drop_link);
}

TEST_CASE("An empty battery or a dead sensor is a reason not to start") {
  TestShoe t;
  t.link();
  t.shoe.set_battery(judge_battery(3350, {}));
  CHECK(t.command(wire::CommandKind::start, 19) == wire::ReplyStatus::low_battery);
  t.shoe.set_battery(judge_battery(3430, judge_battery(3350, {})));
  CHECK(t.command(wire::CommandKind::start, 19) == wire::ReplyStatus::low_battery);  // not yet well above
  t.shoe.set_battery(judge_battery(3900, judge_battery(3350, {})));
  for (int i = 0; i < 50; ++i) {
    t.shoe.sensor_failed();
  }
  CHECK(t.command(wire::CommandKind::start, 19) == wire::ReplyStatus::fault);
  CHECK(t.shoe.wishes(0).led == Led::fault);
  CHECK_FALSE(t.shoe.wishes(0).sensor_on);
  // The sensor may be well again, which only shows when it is tried.
  CHECK(t.command(wire::CommandKind::start, 19) == wire::ReplyStatus::ok);
  CHECK(t.shoe.wishes(0).sensor_on);
  CHECK(t.shoe.wishes(0).led == Led::fault);
  CHECK(t.command(wire::CommandKind::start, 19) == wire::ReplyStatus::fault);
  t.shoe.sample({}, 0);
  CHECK(t.command(wire::CommandKind::start, 19) == wire::ReplyStatus::ok);
  CHECK(t.shoe.wishes(0).led == Led::streaming);
  CHECK(t.shoe.counters().sensor_errors() == 50);
}

TEST_CASE("Sending to nobody ends after ten minutes") {
  TestShoe t;
  t.link();
  REQUIRE(t.command(wire::CommandKind::start, 19) == wire::ReplyStatus::ok);
  t.shoe.disconnected(5'000'000);
  t.shoe.tick(5'000'000 + 599'000'000);
  CHECK(t.shoe.streaming());
  t.shoe.tick(5'000'000 + 601'000'000);
  CHECK_FALSE(t.shoe.streaming());
}

TEST_CASE("A host that is linked but does not listen any more is nobody: its link is dropped then") {
  TestShoe t;
  t.link();
  REQUIRE(t.command(wire::CommandKind::start, 19) == wire::ReplyStatus::ok);
  t.shoe.tick(5'000'000);
  t.shoe.subscribed(false);
  t.shoe.tick(5'000'000 + 599'000'000);
  CHECK(t.shoe.streaming());
  CHECK_FALSE(t.shoe.wishes(604'000'000).drop_link);
  t.shoe.tick(5'000'000 + 601'000'000);
  CHECK_FALSE(t.shoe.streaming());
  CHECK(t.shoe.wishes(606'000'000).drop_link);
}

TEST_CASE("A stranger's narrow link does not slow down what is sampled for the host that is away") {
  TestShoe t;
  t.link();
  REQUIRE(t.command(wire::CommandKind::start, 19) == wire::ReplyStatus::ok);
  t.shoe.disconnected(5'000'000);
  t.shoe.connected(6'000'000);
  t.shoe.set_att_mtu(23);
  CHECK(t.shoe.sampling().rate_hz == 208);
  CHECK_FALSE(t.shoe.sampling().reduced);
  t.shoe.subscribed(true);  // now it is its host, on a narrow link
  CHECK(t.shoe.sampling().reduced);
}

TEST_CASE("A shoe that is told to switch off samples nothing more") {
  TestShoe t;
  t.link();
  t.shoe.speed_subscribed(true);
  REQUIRE(t.command(wire::CommandKind::power_off) == wire::ReplyStatus::ok);
  t.command(wire::CommandKind::start, 19);  // before it has brought that about
  CHECK(t.shoe.wishes(1).power_off);
  CHECK_FALSE(t.shoe.wishes(1).sensor_on);
  CHECK_FALSE(t.shoe.wishes(1).advertise);
}

TEST_CASE("Numbers that were never made are gone at once, however far from those that are held") {
  TestShoe t;
  t.link();
  REQUIRE(t.command(wire::CommandKind::start, 19) == wire::ReplyStatus::ok);
  t.samples(4 * 19);
  const std::uint32_t first = GENERATE(4U, 0x7FFFFFFBU, 0x7FFFFFFFU, 0x80000000U, 0x80000001U, 0xFFFFFF00U);
  CHECK(t.command(wire::CommandKind::resend, first, first + 99) == wire::ReplyStatus::gone);
  CHECK(t.shoe.counters().packets_gone() == 100);
  t.received.clear();
  REQUIRE(t.command(wire::CommandKind::resend, first, first + 0x7FFFFFFE) ==
          (first > 0x80000001 ? wire::ReplyStatus::ok : wire::ReplyStatus::gone));  // around the circle to what is held
  CHECK(t.received.size() == (first > 0x80000001 ? 4 : 0));
  for (int i = 0; i < 3; ++i) {
    t.command(wire::CommandKind::resend, first, first + 0x7FFFFFFE);
  }
  CHECK(t.shoe.counters().packets_gone() == 0xFFFFFFFF);  // counters only grow
}

TEST_CASE("A packet that the link no longer carries when the radio is free is kept for resending") {
  TestShoe t;
  t.link();
  REQUIRE(t.command(wire::CommandKind::start, 19) == wire::ReplyStatus::ok);
  t.radio_takes = 0;
  t.samples(19);
  t.shoe.set_att_mtu(100);  // another bearer's
  t.radio_takes = TestShoe::kAll;
  t.pump();
  CHECK(t.received.empty());
  CHECK(t.shoe.counters().packets_deferred() == 1);
  t.shoe.set_att_mtu(247);
  REQUIRE(t.command(wire::CommandKind::resend, 0, 0) == wire::ReplyStatus::ok);
  CHECK(t.received.size() == 1);
}

TEST_CASE("A link that goes by itself before it is dropped does not cost the next one") {
  TestShoe t;
  t.link();
  REQUIRE(t.command(wire::CommandKind::release) == wire::ReplyStatus::ok);
  t.shoe.disconnected(2'000'000);
  t.shoe.connected(3'000'000);
  CHECK_FALSE(t.shoe.wishes(3'000'000).drop_link);
}

TEST_CASE("Against any radio every sample arrives once and unchanged, or its packet is counted as lost or gone") {
  CHECK(rc::check([] {
    TestShoe t(true, *rc::gen::inRange<std::size_t>(300, 6000));
    std::size_t fed = 0;
    bool linked = true, lossless_air = true;
    const auto begin = [&](std::uint32_t samples_per_packet) {
      fed = 0;
      linked = lossless_air = true;
      t.radio_takes = TestShoe::kAll;
      t.air_loses = 0;
      t.received.clear();
      t.link();
      return t.command(wire::CommandKind::start, samples_per_packet) == wire::ReplyStatus::ok;
    };
    // What did arrive is what the sensor gave, at its place.
    const auto unchanged = [&](const std::map<std::uint32_t, wire::Packet>& packets) {
      return std::all_of(packets.begin(), packets.end(), [](const auto& numbered) {
        const wire::Packet& packet = numbered.second;
        for (std::size_t i = 0; i < packet.count; ++i) {
          if (!same(packet.samples[i], test_counts(packet.first_us / TestShoe::kInterval_us + i))) {
            return false;
          }
        }
        return true;
      });
    };
    RC_ASSERT(begin(*rc::gen::inRange(1U, 20U)));
    const int events = *rc::gen::inRange(1, 60);
    for (int i = 0; i < events; ++i) {
      switch (*rc::gen::inRange(0, 9)) {
        case 0:
          t.shoe.disconnected(t.now_us);
          linked = false;
          break;
        case 1:
          if (!linked) {
            t.link();
            linked = true;
          }
          break;
        case 2:
          t.radio_takes = *rc::gen::inRange(0, 4);  // then its queue is full
          break;
        case 3:
          t.radio_takes = TestShoe::kAll;
          break;
        case 4:
          if (linked) {
            t.ask_for_missing();
          }
          break;
        case 5:
          t.air_loses = *rc::gen::inRange(1, 6);
          lossless_air = false;
          break;
        case 6:
          if (*rc::gen::inRange(0, 4) == 0) {  // its numbers and counters begin anew
            RC_ASSERT(unchanged(t.received_by_number()));
            t.restart();
            RC_ASSERT(begin(*rc::gen::inRange(1U, 20U)));
          }
          break;
        default: {
          const int count = *rc::gen::inRange(1, 120);
          t.samples(count);
          fed += static_cast<std::size_t>(count);
        }
      }
    }
    t.radio_takes = TestShoe::kAll;
    t.air_loses = 0;
    if (!linked) {
      t.link();
    }
    RC_ASSERT(t.command(wire::CommandKind::stop) == wire::ReplyStatus::ok);
    t.pump();
    const std::uint32_t gone_before = t.shoe.counters().packets_gone();
    t.ask_for_missing();

    const wire::Counters counters = t.shoe.counters();
    const auto by_number = t.received_by_number();  // asserts that a packet sent twice is the same bytes
    const std::size_t not_there = counters.packets_gone() - gone_before;
    RC_ASSERT(by_number.size() + not_there == counters.packets_made());
    RC_ASSERT(counters.packets_lost() <= not_there);
    RC_ASSERT(!lossless_air || counters.packets_lost() == not_there);
    RC_ASSERT(counters.packets_sent() + counters.packets_deferred() == counters.packets_made());
    RC_ASSERT(unchanged(by_number));
    const std::size_t arrived = std::accumulate(by_number.begin(), by_number.end(), std::size_t{0},
                                                [](std::size_t sum, const auto& p) { return sum + p.second.count; });
    RC_ASSERT(fed - arrived >= not_there);  // a packet holds one sample at least
    RC_ASSERT(fed - arrived <= not_there * wire::kMaxSamples);
  }));
}
