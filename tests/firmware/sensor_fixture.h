#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "firmware/core/lsm6ds3tr.h"
#include "tests/firmware/shoe_fixture.h"
#include "tests/firmware/simulated_sensor.h"

namespace backstep::firmware::test {

/// The whole shoe but its radio's chip: simulated sensor, its interrupt, driver, Shoe, and the host's end of the link.
struct SensorRig final : SensorListener {
  /// What the driver told, in order.
  struct Told {
    wire::ImuRaw counts;
    std::uint64_t t_us = 0;
    std::uint32_t lost_before = 0;
  };

  explicit SensorRig(unsigned seed = 1, std::size_t memory_bytes = 200'000)
      : sensor(seed), driver(sensor), radio(true, memory_bytes) {}

  void sample(const wire::ImuRaw& counts, std::uint64_t t_us) override {
    told.push_back({counts, t_us, lost});
    lost = 0;
    radio.shoe.sample(counts, t_us);
  }
  void samples_lost(std::uint32_t count) override {
    lost += count;
    radio.shoe.samples_lost(count);
  }
  void sensor_failed() override { radio.shoe.sensor_failed(); }

  std::uint64_t now_us() const { return static_cast<std::uint64_t>(sensor.now_us); }

  /// The thread that has all the work does it when an interrupt has come or the driver has asked for it; `stall`: it is
  /// kept from it.
  void run(double time_us, bool stall = false) {
    const double end_us = sensor.now_us + time_us;
    while (sensor.now_us < end_us) {
      sensor.run_to(std::min(sensor.now_us + kStep_us, end_us));
      if (stall) {
        continue;
      }
      const ShoeWishes wishes = radio.shoe.wishes(now_us());
      if (wishes.sensor_on != was_on || wishes.sensor != was) {
        was_on = wishes.sensor_on;
        was = wishes.sensor;
        driver.want(was_on, was);
        due_us = 0;
      }
      if (sensor.interrupt_seen() || now_us() >= due_us) {
        due_us = driver.poll(*this, now_us());
      }
      radio.now_us = now_us();
      radio.pump();
    }
  }

  wire::ReplyStatus command(wire::CommandKind kind, std::uint32_t first = 0, std::uint32_t second = 0) {
    radio.now_us = now_us();
    return radio.command(kind, first, second);
  }

  /// What is wrong with what the driver told, against what the sensor made; empty: nothing.
  std::string problem(double most_off_us = 1000) const {
    for (std::size_t i = 0; i < told.size(); ++i) {
      const auto number = SimulatedSensor::number_of(told[i].counts);
      const auto at = [i](const std::string& what) { return "sample " + std::to_string(i) + ": " + what; };
      if (!number || *number >= sensor.made.size()) {
        return at("mixed of several");
      }
      const double off_us = static_cast<double>(told[i].t_us) - sensor.made[*number].t_us;
      if (std::abs(off_us) > most_off_us) {
        return at("timed wrong by " + std::to_string(off_us) + " us");
      }
      if (i == 0) {
        continue;
      }
      const std::size_t before = *SimulatedSensor::number_of(told[i - 1].counts);
      if (*number <= before || told[i].t_us <= told[i - 1].t_us) {
        return at("told twice, or out of order");
      }
      const auto &a = sensor.made[before], &b = sensor.made[*number];
      if (a.power_on == b.power_on && told[i].lost_before != *number - before - 1) {
        return at("lost " + std::to_string(*number - before - 1) + ", told " + std::to_string(told[i].lost_before));
      }
      // While it was off it made none: as many as would have fitted in, by its rate, which is known to a thousandth.
      const double period_us = 1e6 / (radio.shoe.sampling().rate_hz * (1 + sensor.rate_off));
      const double missing = (b.t_us - a.t_us) / period_us - 1;
      if (a.power_on != b.power_on && std::abs(told[i].lost_before - missing) > 1 + 2e-3 * missing) {
        return at("missing " + std::to_string(missing) + ", told " + std::to_string(told[i].lost_before));
      }
    }
    return {};
  }

  /// The same for what has arrived at the host: every packet holds what the driver told, at its place.
  std::string problem_of_packets() const {
    std::size_t next = 0;
    std::optional<std::uint32_t> before;
    for (const auto& [sequence, packet] : radio.received_by_number()) {
      const auto at = [s = sequence](const std::string& what) { return "packet " + std::to_string(s) + ": " + what; };
      const bool follows = sequence == (before ? *before + 1 : 0);
      while (!follows && next < told.size() && !same(told[next].counts, packet.samples[0])) {
        ++next;  // what packets that are lost held
      }
      before = sequence;
      if (next + packet.count > told.size() || packet.first_us != static_cast<std::uint32_t>(told[next].t_us)) {
        return at("not at its place");
      }
      if (packet.has(wire::PacketStatus::samples_lost) != (told[next].lost_before > 0)) {
        return at("does not say that samples were lost, or says so of none");
      }
      for (std::size_t i = 0; i < packet.count; ++i, ++next) {
        if (!same(told[next].counts, packet.samples[i]) || (i > 0 && told[next].lost_before > 0)) {
          return at("holds other samples");
        }
      }
    }
    return {};
  }

  std::uint32_t lost_in_all() const {
    std::uint32_t sum = lost;
    for (const Told& t : told) {
      sum += t.lost_before;
    }
    return sum;
  }

  static constexpr double kStep_us = 200;

  SimulatedSensor sensor;
  Lsm6ds3tr driver;
  TestShoe radio;
  std::vector<Told> told;
  std::uint32_t lost = 0;
  std::uint64_t due_us = 0;
  bool was_on = false;
  SamplingPlan was;
};

}  // namespace backstep::firmware::test
