#include "dsp/trajectory/standstill.h"

#include <catch2/catch.hpp>

#include "dsp/base/so3.h"
#include "tests/dsp/walk_fixture.h"

namespace backstep {
namespace {

/// A second and a half at 100 Hz of a sensor that turns steadily and reads `bias` besides; level at first.
SampleRing turning(const Vec3& rate_radps, const Vec3& bias_radps, Real tremor_radps = 0) {
  SampleRing ring;
  Quat q = Quat::Identity();
  for (int i = 0; i < 150; ++i) {
    const Real t = Real(i) * Real(0.01), shake = (i % 2 == 0 ? 1 : -1) * tremor_radps;
    q = exp_so3(rate_radps * t);
    ring.push({.t_us = i * 10'000,
               .acc_mps2 = q.conjugate() * Vec3(0, 0, kGravity_mps2),
               .gyr_radps = rate_radps + bias_radps + Vec3(shake, 0, 0)});
  }
  return ring;
}

std::optional<Vec3> seen(const SampleRing& ring, const Vec3& believed = Vec3::Zero()) {
  return standstill_rate(ring, ring.begin(), ring.end(), believed, {});
}

}  // namespace

TEST_CASE("A sensor that stands still shows its bias, however far from what was believed") {
  const Vec3 bias(0.15, -0.1, 0.05);
  REQUIRE(seen(turning(Vec3::Zero(), bias)));
  CHECK((*seen(turning(Vec3::Zero(), bias)) - bias).norm() < 1e-9);
  CHECK(seen(turning(Vec3::Zero(), bias), Vec3(-0.1, 0, 0)));
}

TEST_CASE("What turns slowly, trembles, or reads more than a bias can be does not stand still") {
  CHECK_FALSE(seen(turning(Vec3(0.1, 0, 0), Vec3::Zero())));
  CHECK_FALSE(seen(turning(Vec3(0, -0.03, 0.1), Vec3::Zero())));
  CHECK_FALSE(seen(turning(Vec3::Zero(), Vec3::Zero(), 0.1)));
  CHECK_FALSE(seen(turning(Vec3(0, 0, 0.5), Vec3::Zero())));  // a turntable: gravity does not tell
  const SampleRing ring = turning(Vec3::Zero(), Vec3::Zero());
  CHECK_FALSE(standstill_rate(ring, 0, 50, Vec3::Zero(), {}));  // too short
}

TEST_CASE("A stored bias that is off gives way to the rest before a walk: the same strides as without") {
  const walker::WalkerConfig config = test::plain_walk(walker::Travel::backward, 0.8);
  const auto samples = walker::walk(config, 9).feet[1].measured;
  const Real rate_hz = config.sensor.rate_hz;
  FootPipeline learning(Foot::right, rate_hz, FootConfig{}, test::declared(config, Foot::right));
  for (const ImuSample& sample : samples) {
    learning.push(sample);
    while (learning.next()) {
    }
  }
  FootCalibration stored = learning.calibration();
  const auto right = test::strides_of(samples, rate_hz, {}, stored);
  REQUIRE(right.size() > 5);
  for (const Vec3& off : {Vec3(0.15, 0, 0), Vec3(0, -0.15, 0), Vec3(0.05, 0.05, -0.15)}) {
    FootCalibration spoilt = stored;
    spoilt.gyro_bias_radps += off;
    const auto strides = test::strides_of(samples, rate_hz, {}, spoilt);
    REQUIRE(strides.size() == right.size());
    for (std::size_t i = 0; i < right.size(); ++i) {
      INFO(i << " off " << off.transpose());
      CHECK(*strides[i].stride_length_m == Approx(*right[i].stride_length_m).margin(0.01));
      CHECK(*strides[i].strike_angle_rad == Approx(*right[i].strike_angle_rad).margin(0.01));
      CHECK(strides[i].direction == right[i].direction);
    }
  }
}

}  // namespace backstep
