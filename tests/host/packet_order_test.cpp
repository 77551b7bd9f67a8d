// Who is believed: numbers, device times and boot ids that contradict one another, and what they may cost.
#include "host/ingest/packet_order.h"

#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <utility>
#include <vector>

#include "host/ingest/session_ingest.h"
#include "tests/host/gait_fixture.h"

using namespace backstep;
using namespace backstep::host;

namespace {

constexpr std::int64_t kPacket_us = 95'000, kCompact_us = 20'000;  // 19 samples at 200 Hz; one at 50
constexpr std::uint8_t kBoot = 0x34;                               // the low byte of the header's 0x1234

/// What a shoe has sent: packet `number` of a start of the shoe that began at session time `began_us`.
struct Sent {
  wire::Packet packet;
  std::int64_t arrival_us = 0;
};

Sent sent(std::uint32_t number, std::int64_t began_us = 0, std::uint8_t boot = kBoot, bool compact = false) {
  const std::int64_t period_us = compact ? kCompact_us : kPacket_us;
  Sent s;
  s.packet.compact = compact;
  s.packet.boot = boot & (compact ? 7U : 0xFFU);
  s.packet.sequence = compact ? number & 0xFFFFU : number;
  s.packet.count = compact ? 1 : 19;
  s.packet.first_us = static_cast<std::uint32_t>(number * period_us);
  s.arrival_us = began_us + (std::int64_t{number} + 1) * period_us + 20'000 + (number * 7919 % 13) * 1000;
  return s;
}

std::vector<Sent> walk(std::uint32_t packets, std::int64_t began_us = 0, std::uint8_t boot = kBoot,
                       bool compact = false) {
  std::vector<Sent> all;
  for (std::uint32_t i = 0; i < packets; ++i) {
    all.push_back(sent(i, began_us, boot, compact));
  }
  return all;
}

std::vector<Sent> joined(std::vector<Sent> first, const std::vector<Sent>& then) {
  first.insert(first.end(), then.begin(), then.end());
  return first;
}

RecordedDevice live_device(bool compact = false) {
  RecordedDevice device = *test_header().devices[0];
  device.rate_hz = compact ? 50 : 200;
  device.clock_offset_us.reset();
  device.first_sequence = 0;
  return device;
}

struct Heard {
  std::vector<ImuSample> samples;
  FootCounters counters;
};

Heard heard(const std::vector<Sent>& packets, const RecordedDevice& device = live_device(),
            std::int64_t wait_us = kLiveWait_us) {
  FootDecoder decoder(device, wait_us);
  Heard result;
  for (const Sent& s : packets) {
    decoder.push(wire::pack(s.packet).span(), s.arrival_us);
  }
  decoder.finish();
  for (; decoder.front() != nullptr; decoder.pop()) {
    result.samples.push_back(decoder.front()->sample);
  }
  result.counters = decoder.counters();
  return result;
}

/// How many are not where one of `right` is: as far off as is no gap between samples.
std::size_t elsewhere(const std::vector<ImuSample>& samples, const std::vector<ImuSample>& right) {
  constexpr std::int64_t kNoGap_us = 15'000;
  return static_cast<std::size_t>(std::count_if(samples.begin(), samples.end(), [&](const ImuSample& s) {
    const auto near = std::lower_bound(right.begin(), right.end(), s.t_us - kNoGap_us,
                                       [](const ImuSample& r, std::int64_t t_us) { return r.t_us < t_us; });
    return near == right.end() || near->t_us > s.t_us + kNoGap_us;
  }));
}

}  // namespace

TEST_CASE("A packet numbered far ahead is left out, and costs nothing but itself") {
  const std::uint32_t far = GENERATE(2U, 10'000U, 0x80000000U);
  auto packets = walk(658);
  for (std::size_t i = 9; i < packets.size(); i += 10) {
    packets[i].packet.sequence += far;
  }
  const Heard got = heard(packets);
  CHECK(got.counters.not_believed == 65);
  CHECK(got.counters.stale == 0);
  CHECK(got.counters.samples == (658 - 65) * 19);
  CHECK(got.counters.lost_packets == 65);
  CHECK(got.counters.reboots == 0);
  CHECK(got.counters.clock_jumps == 0);
}

TEST_CASE("After a long outage the first packet is believed at once") {
  const std::uint32_t away = GENERATE(3U, 630U, 40'000U);
  const bool compact = GENERATE(false, true);
  PacketOrder order(live_device(compact));
  for (const Sent& s : walk(20, 0, kBoot, compact)) {
    order.push(s.packet, s.arrival_us);
  }
  const Sent back = sent(20 + away, 0, kBoot, compact);
  const auto believed = order.push(back.packet, back.arrival_us);
  REQUIRE(believed.size() == 1);
  CHECK(believed[0].place == OrderedPacket::Place::ahead);
  CHECK(believed[0].sequence == 20 + away);
}

TEST_CASE("All that comes again after an outage is taken, beside what is new, whichever comes first") {
  const bool resent_first = GENERATE(false, true);
  std::vector<Sent> packets = walk(50);
  std::uint32_t resent = 50;
  for (std::uint32_t live = 650; resent < 650 || live < 900; ++live) {
    const Sent now = sent(live);
    const auto again = [&] {
      for (int k = 0; k < 3 && resent < 650; ++k, ++resent) {
        packets.push_back(sent(resent));
        packets.back().arrival_us = now.arrival_us;
      }
    };
    if (resent_first) {
      again();
    }
    packets.push_back(now);
    if (!resent_first) {
      again();
    }
  }
  const Heard got = heard(packets, live_device(), kWaitForAll_us);
  CHECK(got.counters.samples == packets.size() * 19);
  CHECK(got.counters.not_believed == 0);
  CHECK(got.counters.gaps == 0);
}

TEST_CASE("A lone packet of another start of the shoe is no restart") {
  const bool compact = GENERATE(false, true);
  auto packets = walk(100, 0, kBoot, compact);
  packets[40].packet.boot ^= 1U;
  packets[41].packet.boot ^= 2U;
  const Heard got = heard(packets, live_device(compact));
  CHECK(got.counters.reboots == 0);
  CHECK(got.counters.not_believed == 2);
  CHECK(got.counters.samples == 98 * packets[0].packet.count);
}

TEST_CASE("As many restarts are counted as there were, whoever tells of them, and nothing is lost by them") {
  const bool compact = GENERATE(false, true), told = GENERATE(false, true);
  const auto restarts = static_cast<std::size_t>(GENERATE(0, 1, 3));
  FootDecoder decoder(live_device(compact), kLiveWait_us);
  for (std::size_t start = 0; start <= restarts; ++start) {
    const std::uint32_t boot_id = 0x1234 + static_cast<std::uint32_t>(start);
    const auto packets =
        walk(60, static_cast<std::int64_t>(start) * 30'000'000, static_cast<std::uint8_t>(boot_id), compact);
    for (std::size_t i = 0; i < packets.size(); ++i) {
      if (told && i % 11 == 0) {  // a segment a second, each of which names the start
        decoder.set_clock({.device_us = packets[i].packet.first_us,
                           .session_us = packets[i].arrival_us - 100'000,
                           .anew = i == 0,
                           .boot_id = boot_id});
      }
      if (i % 7 != 3) {  // a few are lost
        decoder.push(wire::pack(packets[i].packet).span(), packets[i].arrival_us);
      }
    }
  }
  decoder.finish();
  CHECK(decoder.counters().reboots == restarts);
  CHECK(decoder.counters().clock_jumps == 0);
  CHECK(decoder.counters().not_believed == 0);
  CHECK(decoder.counters().samples == (restarts + 1) * 51 * (compact ? 1 : 19));
}

TEST_CASE("A restart is told by its second packet, and its first is not lost") {
  PacketOrder order(live_device());
  for (const Sent& s : walk(30)) {
    order.push(s.packet, s.arrival_us);
  }
  const auto after = walk(2, 5'000'000, kBoot + 1);
  CHECK(order.push(after[0].packet, after[0].arrival_us).empty());
  const auto believed = order.push(after[1].packet, after[1].arrival_us);
  REQUIRE(believed.size() == 2);
  CHECK(believed[0].restarted);
  CHECK(believed[0].sequence == 0);
  CHECK(believed[1].place == OrderedPacket::Place::next);
}

TEST_CASE(
    "A restart that the shoe itself tells of is believed with its first packet, also where its low byte is ours") {
  const std::uint32_t boot_id = GENERATE(0x1235U, 0x1334U);
  PacketOrder order(live_device());
  for (const Sent& s : walk(30)) {
    order.push(s.packet, s.arrival_us);
  }
  CHECK_FALSE(order.expect_boot(0x1234));
  CHECK(order.expect_boot(boot_id));
  CHECK_FALSE(order.expect_boot(boot_id));
  const Sent first = sent(0, 5'000'000, static_cast<std::uint8_t>(boot_id));
  const auto believed = order.push(first.packet, first.arrival_us);
  REQUIRE(believed.size() == 1);
  CHECK(believed[0].restarted);
  CHECK(order.boot_id() == boot_id);
}

TEST_CASE("A clock that was set is no restart, and neither is a wrong device time of one packet") {
  const auto set_us = static_cast<std::int32_t>(GENERATE(-2'000'000, -50'000'000, 400'000'000));
  auto packets = walk(100);
  packets[20].packet.first_us += static_cast<std::uint32_t>(set_us);
  for (std::size_t i = 60; i < packets.size(); ++i) {
    packets[i].packet.first_us += static_cast<std::uint32_t>(set_us);
  }
  const Heard got = heard(packets);
  CHECK(got.counters.reboots == 0);
  CHECK(got.counters.clock_jumps == 1);
  CHECK(got.counters.not_believed == 1);
  CHECK(got.counters.samples == 99 * 19);
}

TEST_CASE("The first packet may be wrong, and a lone one is all there is") {
  auto packets = walk(50);
  packets[0].packet.sequence += 5000;
  packets[0].packet.first_us += 1U << 30U;
  const Heard got = heard(packets);
  CHECK(got.counters.samples == 49 * 19);
  CHECK(got.counters.not_believed == 1);
  CHECK(got.counters.lost_packets == 1);
  CHECK(heard({sent(3)}).counters.samples == 19);
}

TEST_CASE("A shoe whose rate is not the one stated is believed all the same") {
  const double rate_hz = GENERATE(104.0, 170.0, 260.0, 833.0);
  RecordedDevice device = live_device();
  device.rate_hz = rate_hz;
  const Heard got = heard(walk(100), device);
  CHECK(got.counters.samples == 1900);
  CHECK(got.counters.not_believed == 0);
  CHECK(got.counters.reboots + got.counters.clock_jumps == 0);
}

TEST_CASE("Bits that flip in the headers of packets cost these packets only") {
  CHECK(rc::check([] {
    const auto share_pct = *rc::gen::inRange(1, 25);
    const bool restarts = *rc::gen::arbitrary<bool>(), compact = *rc::gen::arbitrary<bool>();
    auto packets = walk(120, 0, kBoot, compact);
    if (restarts) {
      packets = joined(std::move(packets), walk(120, 40'000'000, kBoot + 1, compact));
    }
    RecordedDevice device = live_device(compact);
    device.clock_offset_us = 0;
    const Heard clean = heard(packets, device, kWaitForAll_us);
    std::size_t hurt = 0;
    // Packets wrong alike would be right by any rule: not before two right ones in a row. Small ones are so close in
    // time that two wrong ones in a row may agree by chance.
    std::vector<std::pair<int, std::uint32_t>> before;
    bool last_hurt = false;
    for (Sent& s : packets) {
      wire::Packet& p = s.packet;
      const auto field = *rc::gen::resize(100, rc::gen::inRange(0, 3));
      const std::array<std::uint32_t, 3> bits = {compact ? 16U : 32U, 32U, compact ? 3U : 8U};
      const auto bit = *rc::gen::resize(100, rc::gen::inRange(0U, bits[static_cast<std::size_t>(field)]));
      const std::pair flip{field, bit};
      const bool chance = *rc::gen::resize(100, rc::gen::inRange(0, 100)) < share_pct;
      if (!chance || (compact && last_hurt) || std::ranges::find(before, flip) != before.end()) {
        if (!std::exchange(last_hurt, false)) {
          before.clear();
        }
        continue;
      }
      last_hurt = true;
      before.push_back(flip);
      ++hurt;
      if (field == 0) {
        p.sequence ^= 1U << bit;
      } else if (field == 1) {
        p.first_us ^= 1U << bit;
      } else {
        p.boot ^= static_cast<std::uint8_t>(1U << bit);
      }
    }
    RC_LOG() << (restarts ? "a restart, " : "") << (compact ? "compact, " : "") << hurt << " hurt" << std::endl;
    const Heard got = heard(packets, device, kWaitForAll_us);
    const std::size_t each = packets[0].packet.count;
    RC_ASSERT(got.counters.samples + hurt * each >= clean.counters.samples);
    RC_ASSERT(got.counters.not_believed <= hurt);
    RC_ASSERT(got.counters.reboots <= clean.counters.reboots);
    RC_ASSERT(got.counters.clock_jumps == 0);
    if (!restarts) {  // after one, arrival tells the time
      RC_ASSERT(elsewhere(got.samples, clean.samples) <= hurt * each);
    }
  }));
}
