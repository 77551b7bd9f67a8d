#include "tests/motions/walks.h"

#include "data/walker/random.h"
#include "tests/motions/body.h"
#include "tests/motions/draw.h"

namespace backstep::motions {

namespace {

using walker::Bout;
using walker::Travel;

constexpr double kSlope_rad = 0.19739555984988078;  // 20 %
constexpr int kSteps = 20;                          // ten strides a foot

Bout steps(Travel travel, double speed_mps, double stride_m = 0) {
  Bout bout;
  bout.travel = travel;
  bout.speed_mps = speed_mps;
  bout.steps = kSteps;
  bout.stride_length_m = stride_m;
  return bout;
}

/// Steps of 0.15 m that come down nearly flat.
StraightWalk shuffle(std::string_view name, Travel travel, double speed_mps, double clearance_m) {
  const double sign = travel == Travel::backward ? -1 : 1;
  Bout bout = steps(travel, speed_mps, 0.30);
  bout.landings = {walker::Landing{.strike_rad = sign * deg_to_rad(4)}};
  bout.leave_rad = -sign * deg_to_rad(7);
  return {name, bout, 0, clearance_m, 0.12};
}

StraightWalk jog(std::string_view name, double speed_mps) {
  Bout bout = walker::jog(speed_mps, 1);
  bout.steps = 2 * kSteps;
  return {name, bout, 0, 0.10, 0.35};
}

}  // namespace

std::vector<StraightWalk> stairs() {
  return {
      {"stairs up, usual", walker::stairs(Travel::forward, 0.40, kSteps, 0.17, 0.29)},
      {"stairs up, gentle, slow", walker::stairs(Travel::forward, 0.30, kSteps, 0.14, 0.33)},
      {"stairs up, steep, quick", walker::stairs(Travel::forward, 0.40, kSteps, 0.20, 0.25)},
      {"stairs down, usual", walker::stairs(Travel::forward, 0.45, kSteps, -0.17, 0.29)},
      {"stairs down, gentle, slow", walker::stairs(Travel::forward, 0.35, kSteps, -0.14, 0.33)},
      {"stairs down, steep, quick", walker::stairs(Travel::forward, 0.45, kSteps, -0.20, 0.25)},
      {"stairs down backward, usual", walker::stairs(Travel::backward, 0.32, kSteps, -0.17, 0.29)},
      {"stairs down backward, steep", walker::stairs(Travel::backward, 0.28, kSteps, -0.20, 0.25)},
  };
}

std::vector<StraightWalk> slopes() {
  // The walk faces uphill where the incline is positive.
  return {
      {"slope up", steps(Travel::forward, 0.9), kSlope_rad},
      {"slope up, quick", steps(Travel::forward, 1.2), kSlope_rad},
      {"slope down", steps(Travel::forward, 0.9), -kSlope_rad},
      {"slope down, quick", steps(Travel::forward, 1.2), -kSlope_rad},
      {"slope up backward", steps(Travel::backward, 0.6), -kSlope_rad},
      {"slope up backward, slow", steps(Travel::backward, 0.35), -kSlope_rad},
      {"slope down backward", steps(Travel::backward, 0.6), kSlope_rad},
      {"slope down backward, quick", steps(Travel::backward, 0.8), kSlope_rad},
  };
}

std::vector<StraightWalk> short_steps() {
  return {
      shuffle("shuffle, 0.15 m/s", Travel::forward, 0.15, 0.006),
      shuffle("shuffle backward, 0.15 m/s", Travel::backward, 0.15, 0.006),
      shuffle("short steps, 0.3 m/s", Travel::forward, 0.30, 0.02),
      shuffle("short steps backward, 0.3 m/s", Travel::backward, 0.30, 0.02),
  };
}

std::vector<StraightWalk> jogs() { return {jog("jog, 2 m/s", 2), jog("jog, 2.5 m/s", 2.5), jog("jog, 3 m/s", 3)}; }

walker::WalkerConfig config(const StraightWalk& walk, std::uint64_t seed) {
  walker::Random random(seed);
  walker::WalkerConfig config;
  config.person.leg_length_m = random.uniform(0.75, 1.0);
  config.person.heel_to_ball_m = random.uniform(0.15, 0.19);
  config.person.toe_out_rad = any_angle(random, 0, 12);
  config.person.clearance_m = walk.clearance_m;
  config.person.landing_speed_mps = walk.landing_mps;
  for (walker::Mounting& mounting : config.mounting) mounting = any_mounting(random);
  config.incline_rad = walk.incline_rad;
  config.bouts = {walker::stand(random.uniform(1.5, 3)), walk.bout, walker::stand(1.5)};
  return config;
}

}  // namespace backstep::motions
