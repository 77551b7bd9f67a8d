// What the shoe packs, read as the host reads it.
#include "firmware/core/packetizer.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <vector>

#include "host/ingest/foot_decoder.h"

using namespace backstep;

namespace {

constexpr std::uint8_t kBoot = 0xA5;

/// Different in every axis and every sample.
wire::ImuRaw counts(int i) {
  const auto c = [i](int axis) { return static_cast<std::int16_t>(1000 * axis + i % 500 - 3000); };
  return {c(0), c(1), c(2), c(3), c(4), c(5)};
}

bool same(const wire::ImuRaw& a, const wire::ImuRaw& b) { return std::memcmp(&a, &b, sizeof a) == 0; }

wire::Packet parsed(const wire::PacketBytes& bytes) {
  wire::Packet packet;
  REQUIRE(wire::parse_packet(bytes.span(), packet) == wire::PacketError::none);
  return packet;
}

/// The shoe on one side, the host on the other: 200 Hz, every count 0.01 m/s^2 or 0.001 rad/s.
struct Link {
  explicit Link(std::size_t samples_per_packet = wire::kMaxSamples, std::uint32_t sequence = 0)
      : shoe(kBoot, samples_per_packet, sequence), host(device(), 1'000'000) {}

  static host::RecordedDevice device() {
    host::RecordedDevice d;
    d.rate_hz = 200;
    d.scales.acc_lsb_mps2 = 0.01;
    d.scales.gyr_lsb_radps = 0.001;
    return d;
  }

  void send(const std::optional<wire::PacketBytes>& bytes) {
    if (bytes) {
      sent.push_back(parsed(*bytes));
      host.push(bytes->span(), arrival_us);
    }
  }

  void sample(int i) {
    arrival_us += 5000;
    send(shoe.push(counts(i), device_us));
    device_us += 5000;
  }

  std::vector<ImuSample> received() {
    host.finish();
    std::vector<ImuSample> samples;
    for (; host.front() != nullptr; host.pop()) {
      samples.push_back(host.front()->sample);
    }
    return samples;
  }

  firmware::Packetizer shoe;
  host::FootDecoder host;
  std::vector<wire::Packet> sent;
  std::uint32_t device_us = 0;
  std::int64_t arrival_us = 1'000'000;
};

}  // namespace

TEST_CASE("What the shoe packs") {
  CHECK(rc::check("comes back on the host, whatever the size of its packets", [] {
    const auto samples_per_packet = *rc::gen::inRange<std::size_t>(1, wire::kMaxSamples + 1);
    const int n = *rc::gen::inRange(1, 100);
    Link link(samples_per_packet);
    for (int i = 0; i < n; ++i) {
      link.sample(i);
    }
    link.send(link.shoe.flush());
    const auto got = link.received();
    RC_ASSERT(got.size() == static_cast<std::size_t>(n));
    for (std::size_t i = 0; i < got.size(); ++i) {
      const wire::ImuRaw sent = counts(static_cast<int>(i));
      RC_ASSERT(std::abs(got[i].acc_mps2.y() - sent.ay() * 0.01) < 1e-9);
      RC_ASSERT(std::abs(got[i].gyr_radps.z() - sent.gz() * 0.001) < 1e-9);
      RC_ASSERT(got[i].flags == 0);
      if (i > 0) {
        RC_ASSERT(got[i].t_us - got[i - 1].t_us == 5000);
      }
    }
  }));
}

TEST_CASE("A full packet of 240 bytes leaves with its last sample") {
  firmware::Packetizer shoe(kBoot, wire::kMaxSamples, 7);
  for (int i = 0; i < 18; ++i) {
    CHECK_FALSE(shoe.push(counts(i), 100U + 5000U * static_cast<std::uint32_t>(i)));
  }
  const auto bytes = shoe.push(counts(18), 100 + 5000 * 18);
  REQUIRE(bytes);
  CHECK(bytes->size == 240);
  const wire::Packet p = parsed(*bytes);
  CHECK(p.boot == kBoot);
  CHECK(p.sequence == 7);
  CHECK(p.first_us == 100);
  CHECK(p.status == 0);
  CHECK(same(p.samples[0], counts(0)));
  CHECK(same(p.samples[18], counts(18)));
  CHECK_FALSE(shoe.flush());
}

TEST_CASE("A part-filled packet is as long as its samples and is given once") {
  firmware::Packetizer shoe(kBoot, wire::kMaxSamples, 0);
  CHECK_FALSE(shoe.flush());
  for (int i = 0; i < 3; ++i) {
    CHECK_FALSE(shoe.push(counts(i), 42U + static_cast<std::uint32_t>(i)));
  }
  const auto bytes = shoe.flush();
  REQUIRE(bytes);
  CHECK(bytes->size == 12 + 3 * 12);
  CHECK(parsed(*bytes).first_us == 42);
  CHECK_FALSE(shoe.flush());
}

TEST_CASE("Numbers of packets and the device clock wrap without a gap") {
  Link link(2, 0xFFFFFFFE);
  link.device_us = 0xFFFFFFFF - 12'000;
  for (int i = 0; i < 10; ++i) {
    link.sample(i);
  }
  REQUIRE(link.sent.size() == 5);
  CHECK(link.sent[1].sequence == 0xFFFFFFFF);
  CHECK(link.sent[2].sequence == 0);
  CHECK(link.sent[2].first_us < link.sent[1].first_us);
  const auto got = link.received();
  REQUIRE(got.size() == 10);
  for (std::size_t i = 1; i < got.size(); ++i) {
    CHECK(got[i].t_us - got[i - 1].t_us == 5000);
    CHECK(got[i].flags == 0);
  }
  CHECK(link.host.counters().reboots == 0);
  CHECK(link.host.counters().gaps == 0);
}

TEST_CASE("Lost samples end the packet and mark the next one, and only that") {
  Link link;
  for (int i = 0; i < 5; ++i) {
    link.sample(i);
  }
  link.send(link.shoe.lose());
  link.device_us += 15'000;  // three samples
  link.arrival_us += 15'000;
  for (int i = 8; i < 8 + 40; ++i) {
    link.sample(i);
  }
  link.send(link.shoe.flush());
  REQUIRE(link.sent.size() == 4);
  CHECK(link.sent[0].count == 5);
  CHECK_FALSE(link.sent[0].has(wire::PacketStatus::samples_lost));
  CHECK(link.sent[1].has(wire::PacketStatus::samples_lost));
  CHECK_FALSE(link.sent[2].has(wire::PacketStatus::samples_lost));
  const auto got = link.received();
  REQUIRE(got.size() == 45);
  for (std::size_t i = 0; i < got.size(); ++i) {
    CHECK(got[i].flags == (i == 5 ? kAfterGap : 0));
  }
  CHECK(got[5].t_us - got[4].t_us == 20'000);
  CHECK(link.host.counters().lost_samples == 3);
}

TEST_CASE("A loss between two packets sends no empty packet") {
  firmware::Packetizer shoe(kBoot, 1, 0);
  CHECK(shoe.push(counts(0), 0));
  CHECK_FALSE(shoe.lose());
  const auto bytes = shoe.push(counts(1), 20'000);
  REQUIRE(bytes);
  CHECK(parsed(*bytes).has(wire::PacketStatus::samples_lost));
  CHECK(parsed(*bytes).sequence == 1);
}

TEST_CASE("A low battery is told in the packets begun while it is low") {
  firmware::Packetizer shoe(kBoot, 1, 0);
  shoe.set_low_battery(true);
  CHECK(parsed(*shoe.push(counts(0), 0)).has(wire::PacketStatus::low_battery));
  shoe.set_low_battery(false);
  CHECK_FALSE(parsed(*shoe.push(counts(1), 5000)).has(wire::PacketStatus::low_battery));
}

TEST_CASE("Counts at an end of their range are told in the packet, and the host flags those samples only") {
  Link link(4);
  for (int i = 0; i < 12; ++i) {
    wire::ImuRaw raw = counts(i);
    if (i == 5) {
      raw = wire::ImuRaw(raw.ax(), INT16_MIN, raw.az(), raw.gx(), raw.gy(), raw.gz());
    } else if (i == 9) {
      raw = wire::ImuRaw(raw.ax(), raw.ay(), raw.az(), raw.gx(), raw.gy(), INT16_MAX);
    }
    link.arrival_us += 5000;
    link.send(link.shoe.push(raw, link.device_us));
    link.device_us += 5000;
  }
  REQUIRE(link.sent.size() == 3);
  CHECK_FALSE(link.sent[0].has(wire::PacketStatus::acc_saturated));
  CHECK(link.sent[1].has(wire::PacketStatus::acc_saturated));
  CHECK_FALSE(link.sent[1].has(wire::PacketStatus::gyr_saturated));
  CHECK_FALSE(link.sent[2].has(wire::PacketStatus::acc_saturated));
  CHECK(link.sent[2].has(wire::PacketStatus::gyr_saturated));
  const auto received = link.received();
  REQUIRE(received.size() == 12);
  for (std::size_t i = 0; i < 12; ++i) {
    CHECK((received[i].flags & (kAccClipped | kGyrClipped)) == (i == 5 ? kAccClipped : i == 9 ? kGyrClipped : 0));
  }
}
