#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <limits>
#include <numeric>

#include "host/ingest/session_ingest.h"
#include "tests/host/gait_fixture.h"

using namespace backstep;
using namespace backstep::host;
using Packed = SamplePacker::Packed;

namespace {

constexpr std::int64_t kLongWait_us = 60'000'000;

RecordedDevice device() { return *test_header().devices[0]; }

std::vector<ImuSample> steady(std::size_t count, std::int64_t start_us = 0) {
  std::vector<ImuSample> samples;
  for (std::size_t i = 0; i < count; ++i) {
    samples.push_back(test_sample(Foot::left, static_cast<std::int64_t>(i) * 5000));
    samples.back().t_us += start_us;
  }
  return samples;
}

std::vector<Packed> packed(const std::vector<ImuSample>& samples, const RecordedDevice& d = device()) {
  SamplePacker packer(d);
  std::vector<Packed> packets;
  for (const ImuSample& s : samples) {
    if (const auto p = packer.push(s)) {
      packets.push_back(*p);
    }
  }
  if (const auto p = packer.flush()) {
    packets.push_back(*p);
  }
  return packets;
}

struct Decoded {
  std::vector<ImuSample> samples;
  FootCounters counters;
};

Decoded decoded(const std::vector<Packed>& packets, const RecordedDevice& d = device(),
                std::int64_t wait_us = kLongWait_us) {
  FootDecoder decoder(d, wait_us);
  Decoded result;
  const auto take = [&] {
    for (; decoder.front() != nullptr; decoder.pop()) {
      result.samples.push_back(decoder.front()->sample);
    }
  };
  for (const Packed& p : packets) {
    decoder.push(p.bytes.span(), p.arrival_us);
    take();
  }
  decoder.finish();
  take();
  result.counters = decoder.counters();
  return result;
}

bool time_goes_forward(const std::vector<ImuSample>& samples) {
  return std::adjacent_find(samples.begin(), samples.end(),
                            [](const auto& a, const auto& b) { return b.t_us <= a.t_us; }) == samples.end();
}

std::size_t flagged(const std::vector<ImuSample>& samples, SampleFlag flag) {
  return static_cast<std::size_t>(
      std::count_if(samples.begin(), samples.end(), [&](const auto& s) { return (s.flags & flag) != 0; }));
}

void check_same_times(const std::vector<ImuSample>& got, const std::vector<ImuSample>& expected) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    REQUIRE(std::abs(got[i].t_us - expected[i].t_us) <= SamplePacker::kTimeTolerance_us);
  }
}

/// The packet with other header fields.
Packed changed(const Packed& p, const std::function<void(wire::Packet&)>& change) {
  wire::Packet packet;
  REQUIRE(wire::parse_packet(p.bytes.span(), packet) == wire::PacketError::none);
  change(packet);
  return {wire::pack(packet), p.arrival_us};
}

}  // namespace

TEST_CASE("Packing and decoding") {
  CHECK(rc::check("return every sample: values within half a count, times within 0.1 ms, flags as they were", [] {
    std::vector<ImuSample> samples;
    std::int64_t t_us = *rc::gen::inRange<std::int64_t>(-10'000'000'000, 10'000'000'000);
    const auto jitter_us = *rc::gen::element<std::int64_t>(1, 50, 2000);
    const auto count = *rc::gen::inRange<std::size_t>(1, 300);
    while (samples.size() < count) {
      ImuSample s = test_sample(Foot::left, static_cast<std::int64_t>(samples.size()) * 5000);
      s.t_us = t_us;
      s.flags = *rc::gen::weightedElement<std::uint8_t>({{50, 0}, {1, kAccClipped}, {1, kGyrClipped}, {1, kAfterGap}});
      if (samples.empty()) {
        s.flags &= static_cast<std::uint8_t>(~kAfterGap);  // nothing can be missing before the first
      }
      samples.push_back(s);
      t_us += 5000 + *rc::gen::inRange<std::int64_t>(-jitter_us, jitter_us + 1);
    }
    RecordedDevice d = device();
    d.clock_offset_us = clock_offset_us(samples.front().t_us);
    const auto got = decoded(packed(samples, d), d);
    RC_ASSERT(got.samples.size() == samples.size());
    RC_ASSERT(time_goes_forward(got.samples));
    for (std::size_t i = 0; i < samples.size(); ++i) {
      RC_ASSERT(std::abs(got.samples[i].t_us - samples[i].t_us) <= SamplePacker::kTimeTolerance_us);
      RC_ASSERT((got.samples[i].acc_mps2 - samples[i].acc_mps2).cwiseAbs().maxCoeff() <= 0.501 * d.scales.acc_lsb_mps2);
      RC_ASSERT((got.samples[i].gyr_radps - samples[i].gyr_radps).cwiseAbs().maxCoeff() <=
                0.501 * d.scales.gyr_lsb_radps);
      RC_ASSERT(got.samples[i].flags == samples[i].flags);
    }
  }));
  CHECK(rc::check("take arbitrary bytes without harm, and time still goes forward",
                  [](const std::vector<std::vector<std::uint8_t>>& noise) {
                    auto packets = packed(steady(200));
                    for (const auto& bytes : noise) {
                      Packed p;
                      p.bytes.size = std::min(bytes.size(), p.bytes.data.size());
                      std::copy_n(bytes.begin(), p.bytes.size, p.bytes.data.begin());
                      p.arrival_us = *rc::gen::inRange<std::int64_t>(0, 1'000'000);
                      const auto at = *rc::gen::inRange<std::size_t>(0, packets.size() + 1);
                      packets.insert(packets.begin() + static_cast<std::ptrdiff_t>(at), p);
                    }
                    RC_ASSERT(time_goes_forward(decoded(packets).samples));
                  }));
  CHECK(rc::check("do not mind the order of arrival, nor packets that come twice", [] {
    const auto samples = steady(400);
    auto packets = packed(samples);
    for (std::size_t i = 1; i + 1 < packets.size(); ++i) {
      const auto other = *rc::gen::inRange<std::size_t>(i, std::min(i + 4, packets.size()));
      std::swap(packets[i].bytes, packets[other].bytes);  // the arrival times stay
    }
    const auto twice = *rc::gen::inRange<std::size_t>(0, packets.size());
    packets.insert(packets.begin() + static_cast<std::ptrdiff_t>(twice), packets[twice]);
    const auto got = decoded(packets);
    RC_ASSERT(got.samples.size() == samples.size());
    RC_ASSERT(got.counters.stale == 1);
    RC_ASSERT(flagged(got.samples, kAfterGap) == 0);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      RC_ASSERT(got.samples[i].t_us == samples[i].t_us);
    }
  }));
}

TEST_CASE("Evenly sampled walks come in full packets") {
  const auto packets = packed(steady(190));
  REQUIRE(packets.size() == 10);
  CHECK(packets[0].bytes.size == 240);
  CHECK(packets[0].arrival_us == 18 * 5000);
}

TEST_CASE("A lost packet is counted and the sample after it flagged") {
  auto packets = packed(steady(190));
  packets.erase(packets.begin() + 4);
  const auto got = decoded(packets);
  CHECK(got.samples.size() == 171);
  CHECK(got.counters.lost_packets == 1);
  CHECK(got.counters.lost_samples == 19);
  CHECK(got.counters.gaps == 1);
  CHECK(flagged(got.samples, kAfterGap) == 1);
  CHECK((got.samples[76].flags & kAfterGap) != 0);
  CHECK(got.samples[76].t_us == 95 * 5000);
}

TEST_CASE("A missing packet is waited for no longer than said") {
  auto packets = packed(steady(1900));
  std::rotate(packets.begin() + 4, packets.begin() + 5, packets.begin() + 20);  // the fifth comes 1.4 s late
  for (std::size_t i = 0; i < packets.size(); ++i) {
    packets[i].arrival_us = static_cast<std::int64_t>(i + 1) * 95'000;
  }
  CHECK(decoded(packets).counters.lost_packets == 0);
  const auto live = decoded(packets, device(), 250'000);
  CHECK(live.counters.lost_packets == 1);
  CHECK(live.counters.stale == 1);
  CHECK(flagged(live.samples, kAfterGap) == 1);
}

TEST_CASE("The device clock wraps without a trace, even after hours of silence") {
  const std::int64_t start_us = (std::int64_t{1} << 32) - 1'000'000;
  auto samples = steady(400, start_us);
  check_same_times(decoded(packed(samples)).samples, samples);

  const std::int64_t three_turns_us = 3 * (std::int64_t{1} << 32) + 12'345;
  for (std::size_t i = 190; i < samples.size(); ++i) {
    samples[i].t_us += three_turns_us;
  }
  const auto got = decoded(packed(samples));
  check_same_times(got.samples, samples);
  CHECK(got.counters.gaps == 1);
}

TEST_CASE("After a restart, and after a clock that was set, time goes on by arrival; each is counted as what it is") {
  const auto samples = steady(380);
  auto packets = packed(samples);
  std::size_t restarts = 1;
  SECTION("with another boot id") {
    for (std::size_t i = 10; i < packets.size(); ++i) {
      packets[i] = changed(packets[i], [](wire::Packet& p) {
        p.boot ^= 1U;
        p.sequence -= 10;
        p.first_us -= 123'456;
      });
    }
  }
  SECTION("with a sequence far back") {
    for (std::size_t i = 0; i < packets.size(); ++i) {
      packets[i] = changed(packets[i], [i](wire::Packet& p) {
        p.sequence += i < 10 ? 20'000 : 0;
        p.first_us -= i < 10 ? 0 : 123'456;
      });
    }
  }
  SECTION("with nothing but a clock that was set back") {
    restarts = 0;
    for (std::size_t i = 10; i < packets.size(); ++i) {
      packets[i] = changed(packets[i], [](wire::Packet& p) { p.first_us -= 1'900'000; });
    }
  }
  const auto got = decoded(packets);
  CHECK(got.counters.reboots == restarts);
  CHECK(got.counters.clock_jumps == 1 - restarts);
  CHECK(got.counters.not_believed == 0);
  CHECK(flagged(got.samples, kAfterGap) == 1);
  check_same_times(got.samples, samples);
}

TEST_CASE("A wrong nominal rate shows for one packet only, and never turns time around") {
  const auto samples = steady(950);
  for (const double rate_hz : {185.0, 215.0}) {
    RecordedDevice d = device();
    const auto packets = packed(samples);
    d.rate_hz = rate_hz;
    const auto got = decoded(packets, d);
    CHECK(time_goes_forward(got.samples));
    CHECK(flagged(got.samples, kAfterGap) == 0);
    for (std::size_t i = 20; i < samples.size(); ++i) {
      REQUIRE(std::abs(got.samples[i].t_us - samples[i].t_us) <= 20);
    }
  }
}

TEST_CASE("A recording without a clock offset begins at its first arrival") {
  RecordedDevice d = device();
  d.clock_offset_us.reset();
  auto packets = packed(steady(190, 7'000'000));
  for (Packed& p : packets) {
    p.arrival_us -= 6'900'000;
  }
  const auto got = decoded(packets, d);
  check_same_times(got.samples, steady(190, 100'000));
}

TEST_CASE("Times go forward whatever a recording says of clocks and arrivals") {
  RecordedDevice d = device();
  d.clock_offset_us = std::numeric_limits<std::int64_t>::max();
  auto packets = packed(steady(190));
  const std::array<std::int64_t, 5> arrivals = {-kMaxTime_us, kMaxTime_us, -kMaxTime_us, 0, kMaxTime_us};
  for (std::size_t i = 0; i < packets.size(); ++i) {
    packets[i].arrival_us = arrivals[i % arrivals.size()];
  }
  // Given out in another order than they came in, too.
  const std::array<std::size_t, 10> order = {0, 2, 1, 4, 3, 6, 5, 8, 7, 9};
  std::vector<Packed> shuffled;
  for (const std::size_t i : order) {
    shuffled.push_back(packets[i]);
  }
  for (const auto& came : {packets, shuffled}) {
    const auto got = decoded(came, d);
    CHECK(got.samples.size() == 190);
    CHECK(time_goes_forward(got.samples));
  }
}

TEST_CASE("Segments of a clock fit give the times, and a packet that comes late has those of its own segment") {
  const auto samples = steady(190 * 4);
  auto packets = packed(samples);
  RecordedDevice d = device();
  d.clock_offset_us.reset();
  // From each packet on the clock runs by another rate, beginning where the one before has come to.
  std::vector<ClockSegment> segments;
  for (const Packed& p : packets) {
    wire::Packet packet;
    REQUIRE(wire::parse_packet(p.bytes.span(), packet) == wire::PacketError::none);
    ClockSegment s{
        .device_us = packet.first_us, .session_us = 7'000'000, .rate_ppm = segments.size() % 2 == 0 ? 90.0 : -60};
    s.anew = segments.empty();
    s.session_us = segments.empty() ? s.session_us : segments.back().at(s.device_us);
    segments.push_back(s);
  }
  const auto late = static_cast<std::size_t>(GENERATE(0, 3, 20));
  const auto times = [&](bool reordered) {
    FootDecoder decoder(d, kLongWait_us);
    std::vector<std::int64_t> t_us;
    const auto take = [&] {
      for (; decoder.front() != nullptr; decoder.pop()) {
        t_us.push_back(decoder.front()->sample.t_us);
        CHECK((decoder.front()->sample.flags & kAfterGap) == 0);
      }
    };
    for (std::size_t i = 0; i < packets.size(); ++i) {
      decoder.set_clock(segments[i]);
      if (reordered && i >= 5 && i < 5 + late) {
        continue;
      }
      decoder.push(packets[i].bytes.span(), 7'000'000 + packets[i].arrival_us);
      if (reordered && i == 5 + late) {
        for (std::size_t back = 5; back < i; ++back) {
          decoder.push(packets[back].bytes.span(), 7'000'000 + packets[i].arrival_us);
        }
      }
      take();
    }
    decoder.finish();
    take();
    return t_us;
  };
  const auto in_order = times(false);
  REQUIRE(in_order.size() == samples.size());
  CHECK(in_order.front() == 7'000'000);
  CHECK(std::abs(in_order[19 * 8] - segments[8].session_us) <= 1);
  CHECK(times(true) == in_order);
}

TEST_CASE("A clock that begins anew is a gap, and what was still missing before it is given up") {
  const auto samples = steady(190);
  auto packets = packed(samples);
  FootDecoder decoder(device(), kLongWait_us);
  for (std::size_t i = 0; i < packets.size(); ++i) {
    if (i == 6) {
      const auto moved = changed(packets[i], [](wire::Packet& p) { p.first_us += 40'000'000; });
      wire::Packet packet;
      REQUIRE(wire::parse_packet(moved.bytes.span(), packet) == wire::PacketError::none);
      decoder.set_clock(
          {.device_us = packet.first_us, .session_us = 700'000, .anew = true, .boot_id = device().boot_id});
    }
    if (i != 4) {  // lost
      const Packed p = i < 6 ? packets[i] : changed(packets[i], [](wire::Packet& q) { q.first_us += 40'000'000; });
      decoder.push(p.bytes.span(), p.arrival_us);
    }
  }
  decoder.finish();
  std::vector<ImuSample> got;
  for (; decoder.front() != nullptr; decoder.pop()) {
    got.push_back(decoder.front()->sample);
  }
  CHECK(got.size() == 171);
  CHECK(flagged(got, kAfterGap) == 2);
  CHECK(got[19 * 5].t_us == 700'000);
  CHECK(time_goes_forward(got));
  CHECK(decoder.counters().reboots == 0);
}

TEST_CASE("Compact packets carry one sample each, and a lost one is one sample") {
  std::vector<Packed> packets;
  for (std::uint32_t i = 0; i < 200; ++i) {
    wire::Packet p;
    p.compact = true;
    p.status = static_cast<std::uint8_t>(wire::PacketStatus::reduced);
    p.sequence = (65'500 + i) & 0xFFFFU;  // wraps on the way
    p.first_us = i * 20'000;
    p.count = 1;
    packets.push_back({wire::pack(p), static_cast<std::int64_t>(i) * 20'000});
  }
  packets.erase(packets.begin() + 100);
  RecordedDevice d = device();
  d.rate_hz = 50;
  const auto got = decoded(packets, d);
  CHECK(got.samples.size() == 199);
  CHECK(got.counters.lost_samples == 1);
  CHECK(got.counters.reboots == 0);
  CHECK(flagged(got.samples, kAfterGap) == 1);
  CHECK(got.samples.back().t_us == 199 * 20'000);
}

TEST_CASE("Counts at the end of the range are clipped samples") {
  auto samples = steady(19);
  samples[5].acc_mps2.x() = 200;  // beyond 16 g
  samples[7].gyr_radps.z() = -40;
  RecordedDevice narrow = device();
  narrow.scales.gyr_range_radps = 10;
  const auto got = decoded(packed(samples)).samples;
  CHECK(flagged(got, kAccClipped) == 1);
  CHECK((got[5].flags & kAccClipped) != 0);
  CHECK(flagged(got, kGyrClipped) == 1);
  samples[7].gyr_radps.z() = -10;
  CHECK(flagged(decoded(packed(samples, narrow), narrow).samples, kGyrClipped) == 1);
  CHECK(flagged(decoded(packed(samples)).samples, kGyrClipped) == 0);
}

TEST_CASE("Samples that are no numbers, or not later, are left out and leave a gap") {
  auto samples = steady(30);
  samples[4].acc_mps2.y() = std::numeric_limits<Real>::quiet_NaN();
  samples[20].t_us = samples[19].t_us;
  const auto got = decoded(packed(samples)).samples;
  CHECK(got.size() == 28);
  CHECK((got[4].flags & kAfterGap) != 0);
  CHECK((got[19].flags & kAfterGap) != 0);
}

TEST_CASE("Readings of both feet are merged by time, however their packets interleave") {
  CHECK(rc::check([] {
    const auto samples = steady(400);
    const std::array<std::vector<Packed>, 2> feet = {packed(samples), packed(samples)};
    SessionIngest ingest(test_header(), 250'000);
    std::vector<Reading> readings;
    const auto take = [&] {
      while (const auto r = ingest.next()) {
        readings.push_back(*r);
      }
    };
    std::array<std::size_t, 2> sent{};
    while (sent[0] < feet[0].size() || sent[1] < feet[1].size()) {
      std::size_t foot = *rc::gen::inRange<std::size_t>(0, 2);
      const std::size_t ahead = sent[foot] - std::min(sent[0], sent[1]);
      if (sent[foot] == feet[foot].size() || ahead >= 3) {  // more than the wait apart is another story
        foot = 1 - foot;
      }
      const Packed& p = feet[foot][sent[foot]++];
      ingest.push(foot == 0 ? Foot::left : Foot::right, p.bytes.span(), p.arrival_us);
      take();
    }
    ingest.finish();
    take();
    RC_ASSERT(readings.size() == 2 * samples.size());
    for (std::size_t i = 0; i < readings.size(); ++i) {
      RC_ASSERT(readings[i].sample.t_us == samples[i / 2].t_us);
      RC_ASSERT(readings[i].foot == (i % 2 == 0 ? Foot::left : Foot::right));
    }
  }));
}

TEST_CASE("A silent foot does not hold up the other one for ever") {
  SessionIngest ingest(test_header(), 250'000);
  std::size_t readings = 0;
  for (const Packed& p : packed(steady(400))) {
    ingest.push(Foot::right, p.bytes.span(), p.arrival_us);
    while (ingest.next()) {
      ++readings;
    }
  }
  CHECK(readings > 250);
}
