// The LSM6DS3TR-C's driver, a sensor that behaves as its data sheet says, the shoe and its radio together.
#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "firmware/core/lsm6ds3tr_registers.h"
#include "tests/firmware/sensor_fixture.h"

using namespace backstep;
using namespace backstep::firmware;
using namespace backstep::firmware::test;

namespace {

constexpr double kSecond_us = 1e6;

void start(SensorRig& rig, std::uint32_t samples_per_packet = 19, std::uint16_t mtu = 247) {
  rig.radio.link(mtu);
  REQUIRE(rig.command(wire::CommandKind::start, samples_per_packet) == wire::ReplyStatus::ok);
}

}  // namespace

TEST_CASE("Every plan that can be granted sets the sensor so, and its samples come whole, timed and at the true rate") {
  const std::uint32_t rate_hz = GENERATE(52U, 104U, 208U);
  const auto [samples, mtu] = GENERATE(table<std::uint32_t, std::uint16_t>({{19, 247}, {6, 247}, {1, 247}, {19, 23}}));
  const auto [acc_g, acc_code] = GENERATE(table<std::uint32_t, unsigned>({{2, 0}, {4, 2}, {8, 3}, {16, 1}}));
  SensorRig rig;
  rig.sensor.rate_off = 0.07;
  const std::uint32_t gyr_dps = 125 * acc_g;
  CHECK(rig.command(wire::CommandKind::set_rate, rate_hz) == wire::ReplyStatus::ok);
  CHECK(rig.command(wire::CommandKind::set_range, acc_g, gyr_dps) == wire::ReplyStatus::ok);
  start(rig, samples, mtu);
  rig.run(3 * kSecond_us);
  CHECK(rig.problem() == "");
  CHECK(rig.problem_of_packets() == "");
  CHECK(rig.lost_in_all() == 0);
  const double rate = rig.radio.shoe.sampling().rate_hz * 1.07;
  CHECK(static_cast<double>(rig.told.size()) > 2 * rate);  // less the warm-up
  CHECK((rig.sensor.at(lsm6ds3tr::CTRL1_XL) >> 2U & 3U) == acc_code);
  CHECK((rig.sensor.at(lsm6ds3tr::CTRL2_G) >> 2U & 3U) == (gyr_dps == 250 ? 0 : gyr_dps / 1000 + (gyr_dps > 250)));
}

TEST_CASE("A packet leaves when its last sample is made, in either size of packets") {
  SensorRig rig;
  start(rig, 6);
  rig.run(kSecond_us);
  REQUIRE(rig.command(wire::CommandKind::set_packet_size, 19) == wire::ReplyStatus::ok);
  rig.run(kSecond_us);
  REQUIRE(rig.command(wire::CommandKind::set_packet_size, 6) == wire::ReplyStatus::ok);
  for (int i = 0; i < 200; ++i) {
    rig.run(5000);
    CHECK(rig.sensor.made.back().t_us - static_cast<double>(rig.told.back().t_us) < 7 * kSecond_us / 208);
  }
  CHECK(rig.problem() == "");
  CHECK(rig.problem_of_packets() == "");
}

TEST_CASE("Samples that the FIFO had no room for are counted, to the one, and the rest stays in step") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SensorRig rig(seed);
    rig.sensor.rate_off = 0.01 * (seed % 20) - 0.1;
    rig.sensor.byte_us = seed % 2 == 0 ? 8 : 25;
    start(rig, seed % 3 == 0 ? 6 : 19);
    rig.run(2 * kSecond_us);
    const double stall_s = 1.2 + 0.317 * seed;
    rig.run(stall_s * kSecond_us, true);
    rig.run(2 * kSecond_us);
    INFO("seed " << seed);
    CHECK(rig.problem() == "");
    CHECK(rig.problem_of_packets() == "");
    CHECK(rig.radio.shoe.counters().samples_lost() == rig.lost_in_all());
    CHECK((rig.lost_in_all() > 0) == (stall_s > 341 / (208 * (1 + rig.sensor.rate_off))));  // 4 KiB of 12 bytes
  }
}

TEST_CASE("Transfers that fail in their middle lose what they held, and it is counted") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SensorRig rig(seed);
    start(rig, 6);
    rig.run(kSecond_us);
    rig.sensor.fail_share = 0.05;
    rig.run(10 * kSecond_us);
    rig.sensor.fail_share = 0;
    rig.run(kSecond_us);
    INFO("seed " << seed);
    CHECK(rig.problem() == "");
    CHECK(rig.problem_of_packets() == "");
    CHECK(rig.radio.shoe.counters().sensor_errors() > 10);
    CHECK(rig.lost_in_all() > 0);
  }
}

TEST_CASE("A sensor that has lost its settings, or all contact, is set up again, and what was missed is counted") {
  SensorRig rig;
  start(rig, 6);
  rig.run(2 * kSecond_us);
  SECTION("power failed for a moment") { rig.sensor.reset(); }
  SECTION("bus dead for seconds") {
    rig.sensor.fail_share = 1;
    rig.run(4 * kSecond_us);
    CHECK(rig.radio.shoe.wishes(rig.now_us()).led == Led::fault);
    rig.sensor.fail_share = 0;
  }
  SECTION("its line stuck") {
    rig.sensor.stuck = GENERATE(std::uint8_t{0x00}, std::uint8_t{0xFF});
    rig.run(4 * kSecond_us);
    CHECK(rig.radio.shoe.wishes(rig.now_us()).led == Led::fault);
    rig.sensor.stuck.reset();
    rig.sensor.reset();
  }
  SECTION("silent") {
    rig.sensor.silent = true;
    rig.run(3 * kSecond_us);
    CHECK(rig.radio.shoe.counters().sensor_errors() >= 1);
    rig.sensor.silent = false;
  }
  rig.run(3 * kSecond_us);
  CHECK(rig.problem() == "");
  CHECK(rig.problem_of_packets() == "");
  CHECK(rig.lost_in_all() > 20);
  CHECK(rig.sensor.made.back().t_us - static_cast<double>(rig.told.back().t_us) < 40'000);
  CHECK(rig.radio.shoe.wishes(rig.now_us()).led == Led::streaming);
}

TEST_CASE("Stop switches the sensor off, and start begins a stream in which nothing is missing") {
  SensorRig rig;
  start(rig);
  rig.run(kSecond_us);
  REQUIRE(rig.command(wire::CommandKind::stop) == wire::ReplyStatus::ok);
  rig.run(kSecond_us);
  CHECK(rig.sensor.at(lsm6ds3tr::CTRL1_XL) == 0);
  CHECK(rig.sensor.at(lsm6ds3tr::CTRL2_G) == 0);
  const std::size_t made = rig.sensor.made.size();
  rig.run(5 * kSecond_us);
  CHECK(rig.sensor.made.size() == made);
  REQUIRE(rig.command(wire::CommandKind::start, 19) == wire::ReplyStatus::ok);
  rig.run(kSecond_us);
  CHECK(rig.sensor.made.size() > made + 190);
  CHECK(rig.radio.shoe.counters().samples_lost() == 0);
}

TEST_CASE("A part that is no LSM6DS3TR-C is a fault") {
  struct Nothing final : SensorBus {
    bool read(std::uint8_t, std::span<std::uint8_t> to) override {
      std::fill(to.begin(), to.end(), std::uint8_t{0xFF});
      return true;
    }
    bool write(std::uint8_t, std::uint8_t) override { return true; }
    std::optional<std::uint64_t> interrupt() override { return {}; }
  } bus;
  SensorRig rig;
  Lsm6ds3tr driver(bus);
  driver.want(true, rig.radio.shoe.sampling());
  std::uint64_t now_us = 0;
  while (now_us < 10'000'000) {
    now_us = driver.poll(rig, now_us);
  }
  CHECK(rig.radio.shoe.wishes(now_us).led == Led::fault);
}

TEST_CASE("Against any bus, any radio and any delay each sample arrives once and at its time, or is counted") {
  CHECK(rc::check([] {
    SensorRig rig(*rc::gen::inRange(1U, 1'000'000U), *rc::gen::inRange<std::size_t>(2000, 60'000));
    rig.sensor.rate_off = *rc::gen::inRange(-100, 101) * 1e-3;
    rig.sensor.byte_us = *rc::gen::element(2.0, 8.0, 25.0);
    rig.sensor.missed_share = *rc::gen::element(0.0, 0.0, 0.1, 0.5);
    TestShoe& radio = rig.radio;
    radio.link();
    RC_ASSERT(rig.command(wire::CommandKind::start, *rc::gen::inRange(1U, 20U)) == wire::ReplyStatus::ok);
    rig.run(3 * kSecond_us);
    bool linked = true;
    for (int i = *rc::gen::inRange(1, 30); i > 0; --i) {
      switch (*rc::gen::inRange(0, 9)) {
        case 0:
          radio.shoe.disconnected(rig.now_us());
          linked = false;
          break;
        case 1:
          if (!linked) {
            radio.link();
            linked = true;
          }
          break;
        case 2:
          radio.radio_takes = *rc::gen::inRange(0, 4);  // then its queue is full
          break;
        case 3:
          radio.radio_takes = TestShoe::kAll;
          break;
        case 4:
          if (linked) {
            radio.ask_for_missing();
          }
          break;
        case 5:
          rig.sensor.fail_share = *rc::gen::element(0.02, 0.2, 1.0);
          rig.run(*rc::gen::inRange(1000, 500'000));
          rig.sensor.fail_share = 0;
          break;
        case 6:
          rig.run(*rc::gen::inRange(1000, 4'000'000), true);
          break;
        case 7:
          if (linked) {
            rig.command(wire::CommandKind::set_packet_size, *rc::gen::inRange(1U, 20U));
          }
          break;
        default:
          rig.run(*rc::gen::inRange(1000, 1'000'000));
      }
    }
    radio.radio_takes = TestShoe::kAll;
    if (!linked) {
      radio.link();
    }
    rig.run(kSecond_us);
    RC_ASSERT(rig.command(wire::CommandKind::stop) == wire::ReplyStatus::ok);
    radio.pump();
    radio.ask_for_missing();

    // Half a sample: delays are long, and the rate is known from three seconds.
    RC_ASSERT(rig.problem(2400) == "");
    RC_ASSERT(rig.problem_of_packets() == "");
    const wire::Counters counters = radio.shoe.counters();
    RC_ASSERT(radio.received_by_number().size() + counters.packets_lost() == counters.packets_made());
    RC_ASSERT(counters.samples_lost() == rig.lost_in_all());
  }));
}
