#include "data/walker/walker.h"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "data/walker/presets.h"
#include "dsp/base/so3.h"

using namespace backstep;
using walker::Bout;
using walker::FootWalk;
using walker::Travel;
using walker::Walk;
using walker::WalkerConfig;

namespace {

double between(double low, double high) { return low + (high - low) * *rc::gen::inRange(0, 1001) / 1000; }

Walk seeded_walk(const WalkerConfig& config) { return walker::walk(config, *rc::gen::arbitrary<std::uint32_t>()); }

Travel any_travel() {
  return *rc::gen::element(Travel::forward, Travel::backward, Travel::left, Travel::right, Travel::in_place);
}

/// Any walk a person might do: a bout of any direction, speed, slope, mounting and way to land.
WalkerConfig any_config() {
  WalkerConfig config;
  config.bouts.push_back(walker::stand(between(0.2, 0.6)));
  const Travel travel = any_travel();
  const bool fast = travel == Travel::forward || travel == Travel::backward;
  Bout bout = walker::walk(travel, between(0.15, fast ? 1.5 : 0.6), 4);
  bout.steps = *rc::gen::inRange(2, 6);
  bout.turn_rad = between(-1, 1);
  walker::Landing landing;
  landing.strike_rad = deg_to_rad(between(-36, 30));
  landing.roll = *rc::gen::element(walker::Roll::smooth, walker::Roll::abrupt, walker::Roll::hesitant,
                                   walker::Roll::slapping, walker::Roll::broken);
  landing.dips = *rc::gen::inRange(1, 4);
  bout.landings = {landing};
  config.bouts.push_back(bout);
  config.bouts.push_back(walker::stand(0.2));
  config.incline_rad = between(-0.1, 0.1);
  config.person.habit[0].rest_pitch_rad = deg_to_rad(between(-6, 0));
  for (walker::Mounting& m : config.mounting) {
    m.position_m = Vec3(between(-0.1, 0.1), between(-0.04, 0.04), between(0, 0.12));
    m.q_foot_sensor = exp_so3(Vec3(between(-2, 2), between(-2, 2), between(-2, 2)));
  }
  return config;
}

/// Farthest that dead reckoning with the error-free signal ends from the true place, each stride started anew.
double worst_stride_error_m(const FootWalk& foot, double rate_hz) {
  const double dt_s = 1 / rate_hz;
  double worst_m = 0;
  for (const walker::TruthStride& stride : foot.strides) {
    const auto first = static_cast<std::size_t>(stride.start_s * rate_hz);
    const auto last = static_cast<std::size_t>(stride.end_s * rate_hz);
    // The truth stands at the middle of interval `first`, in rest: half an interval brings it to the interval's end.
    Quat q = foot.truth[first].q_world_sensor * exp_so3(foot.ideal[first].gyr_radps * dt_s / 2);
    const Vec3 first_acc = q * foot.ideal[first].acc_mps2 - kGravity_mps2 * Vec3::UnitZ();
    Vec3 vel = foot.truth[first].vel_mps + first_acc * dt_s / 2;
    Vec3 pos = foot.truth[first].pos_m + foot.truth[first].vel_mps * dt_s / 2;
    Vec3 turn_before = foot.ideal[first].gyr_radps * dt_s;
    Vec3 push_before = foot.ideal[first].acc_mps2 * dt_s;
    for (std::size_t i = first + 1; i <= last; ++i) {
      // Two-sample coning and sculling: the sensor turns while it averages (Savage 1998).
      const Vec3 turn = foot.ideal[i].gyr_radps * dt_s;
      const Vec3 push = foot.ideal[i].acc_mps2 * dt_s;
      const Vec3 sculling = turn.cross(push) / 2 + (turn_before.cross(push) + push_before.cross(turn)) / 12;
      const Vec3 dv = q * (push + sculling) - kGravity_mps2 * dt_s * Vec3::UnitZ();
      pos += (vel + dv / 2) * dt_s;
      vel += dv;
      q = (q * exp_so3(turn + turn_before.cross(turn) / 12)).normalized();
      turn_before = turn;
      push_before = push;
    }
    worst_m = std::max(worst_m, (pos - vel * dt_s / 2 - foot.truth[last].pos_m).norm());
  }
  return worst_m;
}

}  // namespace

TEST_CASE("Integrating the signal returns the motion") {
  CHECK(rc::check("to a millimetre a stride, whatever the walk", [] {
    WalkerConfig config = any_config();
    config.sensor.perfect = true;
    config.sensor.rate_hz = 1000;
    const Walk walk = seeded_walk(config);
    for (const FootWalk& foot : walk.feet) RC_ASSERT(worst_stride_error_m(foot, 1000) < 0.001);
  }));
}

TEST_CASE("Debug strapdown", "[.]") {
  for (double rate : {208.0, 416.0, 1000.0, 2000.0}) {
    for (const char* name : {"backward-good", "forward", "backward-slapping", "mixed-with-turns"}) {
      WalkerConfig config = *walker::preset(name);
      config.sensor.rate_hz = rate;
      config.sensor.clock_drift = 0;
      const Walk walk = walker::walk(config, 1);
      WARN(name << " " << rate << " " << 1000 * worst_stride_error_m(walk.feet[0], rate) << " mm");
    }
  }
}
