// What a watch shows of a walk.
#include "dsp/summary/stride_speed.h"

#include <catch2/catch.hpp>

using namespace backstep;

namespace {

constexpr std::int64_t kSecond_us = 1'000'000;

Stride stride(Foot foot, std::int64_t t_ff_us, Real length_m = 1.2, Real time_s = 1) {
  Stride s;
  s.foot = foot;
  s.t_ff_us = t_ff_us;
  s.stride_length_m = length_m;
  s.stride_time_s = time_s;
  s.stance_time_s = Real(0.6) * time_s;
  return s;
}

/// Left and right by turns, a stride of each a second.
void walk(StrideSpeed& speed, int seconds, std::int64_t from_us = 0) {
  for (int i = 0; i < seconds; ++i) {
    speed.push(stride(Foot::left, from_us + i * kSecond_us));
    speed.push(stride(Foot::right, from_us + i * kSecond_us + kSecond_us / 2));
  }
}

}  // namespace

TEST_CASE("Both feet's strides make one walk: cadence of one foot, distance once") {
  StrideSpeed speed;
  walk(speed, 100);
  const WalkingSpeed w = speed.at(100 * kSecond_us);
  CHECK(w.speed_mps == Approx(1.2));
  CHECK(w.cadence_per_min == Approx(60));
  CHECK(w.stride_length_m.value() == Approx(1.2));
  CHECK(w.distance_m == Approx(120).margin(0.7));
  CHECK_FALSE(w.running);
}

TEST_CASE("A shoe that falls silent in mid-walk takes nothing away from the distance") {
  StrideSpeed speed;
  walk(speed, 50);
  for (int i = 50; i < 100; ++i) {
    speed.push(stride(Foot::left, i * kSecond_us));
  }
  CHECK(speed.at(100 * kSecond_us).distance_m == Approx(120).margin(3.5));  // noticed within 4 s
  const double before_m = speed.at(100 * kSecond_us).distance_m;
  walk(speed, 10, 100 * kSecond_us);  // back again
  CHECK(speed.at(110 * kSecond_us).distance_m == Approx(before_m + 12).margin(0.7));
}

TEST_CASE("A shoe that contradicts itself neither adds to the distance nor takes away from it") {
  StrideSpeed speed;
  for (int i = 0; i < 100; ++i) {
    speed.push(stride(Foot::left, i * kSecond_us));
    Stride implausible = stride(Foot::right, i * kSecond_us + kSecond_us / 2, 3.7);
    implausible.quality.set(Quality::implausible);
    speed.push(implausible);
  }
  CHECK(speed.at(100 * kSecond_us).distance_m == Approx(120));
  CHECK(speed.at(100 * kSecond_us).speed_mps == Approx(1.2));
}

TEST_CASE("Four seconds after the last stride nobody walks, and what was before does not count later") {
  StrideSpeed speed;
  walk(speed, 10);
  CHECK(speed.at(9'500'000 + StrideSpeed::kStanding_us).speed_mps > 0);
  const WalkingSpeed standing = speed.at(9'500'001 + StrideSpeed::kStanding_us);
  CHECK(standing.speed_mps == 0);
  CHECK(standing.cadence_per_min == 0);
  CHECK_FALSE(standing.stride_length_m);
  CHECK(standing.distance_m == speed.at(0).distance_m);
  speed.push(stride(Foot::left, 60 * kSecond_us, 0.6, 1.5));
  CHECK(speed.at(60 * kSecond_us).speed_mps == Approx(0.4));
}

TEST_CASE("A stride without time moves the distance alone") {
  StrideSpeed speed;
  Stride first = stride(Foot::left, 0);
  first.stride_time_s.reset();
  speed.push(first);
  CHECK(speed.at(0).speed_mps == 0);
  CHECK(speed.at(0).distance_m == Approx(1.2));
  speed.set_distance(500);
  speed.push(stride(Foot::left, kSecond_us));
  CHECK(speed.at(kSecond_us).distance_m == Approx(501.2));
}
