#include "dsp/parameters/overstride.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

using namespace backstep;

namespace {

Stride backward(Real length_m, Real speed_mps = 0.5) {
  Stride s;
  s.direction = Direction::backward;
  s.stride_length_m = length_m;
  s.speed_mps = speed_mps;
  return s;
}

OverstrideConfig leg(Real leg_length_m) {
  OverstrideConfig c;
  c.leg_length_m = leg_length_m;
  return c;
}

OverstrideConfig baseline(Real length_m, Real speed_mps) {
  OverstrideConfig c;
  c.baseline_length_m = length_m;
  c.baseline_speed_mps = speed_mps;
  return c;
}

std::optional<Overstride> judged(const OverstrideConfig& config, Stride stride) {
  judge_overstride(config, stride);
  return stride.overstride;
}

}  // namespace

TEST_CASE("A mean step of 0.58 m on a leg of 0.90 m is a caution, 0.65 m an alert") {
  CHECK(judged(leg(0.9), backward(1.00)) == Overstride::none);
  CHECK(judged(leg(0.9), backward(1.16)) == Overstride::caution);
  CHECK(judged(leg(0.9), backward(1.30)) == Overstride::alert);
}

TEST_CASE("A forward stride has a step over leg length but is never an overstride") {
  Stride s = backward(1.6);
  s.direction = Direction::forward;
  judge_overstride(leg(0.9), s);
  CHECK(s.step_over_leg.value() == Approx(0.8 / 0.9));
  CHECK_FALSE(s.overstride.has_value());
}

TEST_CASE("Nothing is judged without a leg length, without a baseline, or where the length is spoilt") {
  CHECK_FALSE(judged({}, backward(1.6)).has_value());
  Stride spoilt = backward(1.6);
  spoilt.used = false;
  CHECK_FALSE(judged(leg(0.9), spoilt).has_value());
}

TEST_CASE("The personal rule compares only strides of similar speed, and cautions") {
  CHECK(judged(baseline(0.8, 0.5), backward(0.90, 0.55)) == Overstride::none);
  CHECK(judged(baseline(0.8, 0.5), backward(0.93, 0.55)) == Overstride::caution);
  CHECK_FALSE(judged(baseline(0.8, 0.5), backward(0.93, 0.65)).has_value());
}

TEST_CASE("Overstriding") {
  CHECK(rc::check("a longer stride is never judged milder", [] {
    const Real shorter = Real(*rc::gen::inRange(0, 2500)) / 1000, more = Real(*rc::gen::inRange(0, 500)) / 1000;
    OverstrideConfig c = leg(0.85);
    c.baseline_length_m = 0.9;
    c.baseline_speed_mps = 0.5;
    RC_ASSERT(*judged(c, backward(shorter)) <= *judged(c, backward(shorter + more)));
  }));
}
