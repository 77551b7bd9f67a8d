// The sensor's sample times, told from interrupts that come late, against the truth.
#include "firmware/core/sample_clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

using namespace backstep::firmware;

namespace {

/// A sensor of 208 Hz, watermark of `sets`, and the interrupts that it makes.
struct Sensor {
  double off = 0;          ///< its rate is so much off nominal
  double drift_per_s = 0;  ///< change of `off`
  double jitter_us = 100;  ///< an interrupt is late by up to so much, one in fifty by up to ten times as much
  double missed = 0;       ///< share of interrupts that are never seen
  std::int64_t sets = 6;
  std::int64_t lost_at = 1 << 20;  ///< from here `lost` samples are overwritten, their interrupts with them
  std::int64_t lost = 0;

  double true_us(std::int64_t index) const {
    const double t_s = static_cast<double>(index) / (208 * (1 + off));
    return 1e6 * (1 + t_s - drift_per_s * t_s * t_s / 2);
  }
};

struct Errors {
  std::vector<double> us;        ///< of each sample's time
  double worst_interval_us = 0;  ///< from one sample to the next: the largest error
  bool increasing = true, causal = true;

  double quantile(double q) const {
    std::vector<double> sizes = us;
    for (double& e : sizes) {
      e = std::abs(e);
    }
    std::sort(sizes.begin(), sizes.end());
    return sizes[static_cast<std::size_t>(q * static_cast<double>(sizes.size() - 1))];
  }
};

/// Interrupts before the first sample that counts, of four samples each, as in the driver.
constexpr int kWarmUp = 5;

/// A minute of it.
Errors run(const Sensor& sensor, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> share(0, 1);
  SampleClock clock(1e6 / 208);
  Errors errors;
  double last_us = 0;
  bool lost = false;
  for (std::int64_t begin = 0, end = 0; begin < 208 * 60; begin = end) {
    const bool warm = clock.observations() >= kWarmUp;
    end = begin + (warm ? sensor.sets : 4);
    if (!lost && begin >= sensor.lost_at) {
      lost = true;
      end = begin + sensor.lost;
      last_us = 0;
      continue;
    }
    const double late_us = share(random) * sensor.jitter_us * (share(random) < 0.02 ? 10 : 1);
    const auto at_us = static_cast<std::uint64_t>(sensor.true_us(end - 1) + late_us);
    if (share(random) >= sensor.missed) {
      clock.observe(end - 1, at_us);
    }
    for (std::int64_t i = begin; warm && i < end; ++i) {
      const std::uint64_t stamp_us = clock.stamp(i, at_us);
      const auto t_us = static_cast<double>(stamp_us);
      errors.increasing = errors.increasing && (last_us == 0 || t_us > last_us);
      errors.causal = errors.causal && stamp_us <= at_us;
      errors.us.push_back(t_us - sensor.true_us(i));
      if (last_us > 0) {
        errors.worst_interval_us =
            std::max(errors.worst_interval_us, std::abs(t_us - last_us - sensor.true_us(i) + sensor.true_us(i - 1)));
      }
      last_us = t_us;
    }
  }
  return errors;
}

}  // namespace

TEST_CASE("Samples are timed within a fraction of a millisecond, whatever the sensor's rate and the interrupts do") {
  struct Case {
    const char* name;
    Sensor sensor;
    double p95_us, most_us;
  };
  const Case cases[] = {
      {"at its nominal rate", {}, 15, 200},
      {"10 % fast", {.off = 0.1}, 15, 200},
      {"10 % slow", {.off = -0.1}, 15, 200},
      {"drifting, 20 ppm a second", {.off = 0.03, .drift_per_s = 20e-6}, 100, 250},
      {"drifting back, 20 ppm a second", {.off = 0.03, .drift_per_s = -20e-6}, 100, 250},
      {"interrupts up to 1 ms late, some 10", {.off = -0.04, .jitter_us = 1000}, 150, 2000},
      {"every other interrupt missed", {.off = 0.02, .missed = 0.5}, 30, 250},
      {"packets of 19", {.off = 0.05, .sets = 19}, 40, 250},
      {"400 samples overwritten", {.off = 0.05, .lost_at = 6000, .lost = 400}, 15, 200},
  };
  for (const Case& c : cases) {
    for (unsigned seed = 1; seed <= 5; ++seed) {
      const Errors e = run(c.sensor, seed);
      INFO(c.name << ", seed " << seed);
      if (seed == 1) {
        fmt::print("  {:38} p50 {:4.0f} us  p95 {:4.0f} us  most {:4.0f} us\n", c.name, e.quantile(0.5),
                   e.quantile(0.95), e.quantile(1));
      }
      CHECK(e.quantile(0.95) < c.p95_us);
      CHECK(e.quantile(1) < c.most_us);
      CHECK(e.increasing);
      CHECK(e.causal);
      CHECK(e.worst_interval_us < 1e6 / 208 / 12);
    }
  }
}

TEST_CASE("An interrupt that was taken for another one does not move the clock") {
  SampleClock clock(5000);
  for (int i = 0; i < 50; ++i) {
    REQUIRE(clock.observe(i * 6, static_cast<std::uint64_t>(i) * 30'000));
  }
  CHECK_FALSE(clock.observe(306, 1'500'000));  // a packet too early
  CHECK(clock.time_us(306) == Approx(1'530'000).margin(1));
  CHECK(clock.observe(312, 1'560'000));
  // But a clock that is wrong gives in.
  for (int i = 53; i < 60; ++i) {
    clock.observe(i * 6, static_cast<std::uint64_t>(i) * 30'000 - 10'000);
  }
  CHECK(clock.time_us(59 * 6) == Approx(59 * 30'000 - 10'000).margin(1));
}
