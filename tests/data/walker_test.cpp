#include "data/walker/walker.h"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "data/walker/ground.h"
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
  config.incline_rad = between(-0.2, 0.2);
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
    // The truth stands at the middle of interval `first`; the interval's end is reached in two ways that err alike and
    // oppositely, by the interval's own mean and by the next truth: a part may just be landing.
    const walker::TruthSample& here = foot.truth[first];
    const walker::TruthSample& next = foot.truth[first + 1];
    Quat q = (here.q_world_sensor * exp_so3(foot.ideal[first].gyr_radps * dt_s / 2))
                 .slerp(0.5, here.q_world_sensor.slerp(0.5, next.q_world_sensor));
    const Vec3 first_acc = q * foot.ideal[first].acc_mps2 - kGravity_mps2 * Vec3::UnitZ();
    Vec3 vel = (here.vel_mps + first_acc * dt_s / 2) / 2 + (here.vel_mps + next.vel_mps) / 4;
    Vec3 pos = here.pos_m + here.vel_mps * dt_s / 2;
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
    for (const FootWalk& foot : walk.feet) {
      RC_ASSERT(worst_stride_error_m(foot, 1000) < 0.001);
    }
  }));
}

TEST_CASE("The consumer sensor's own rate follows the walk to two millimetres a stride") {
  for (const char* name : {"backward-good", "forward", "backward-slapping", "backward-slow", "mixed-with-turns",
                           "stairs-up", "stairs-down", "stairs-down-backward"}) {
    WalkerConfig config = *walker::preset(name);
    config.sensor.clock_drift = 0;
    for (const FootWalk& foot : walker::walk(config, 1).feet) CHECK(worst_stride_error_m(foot, 208) < 0.002);
  }
}

TEST_CASE("The same seed walks the same walk, another seed another") {
  const WalkerConfig config = *walker::preset("backward-heel-first");
  const Walk a = walker::walk(config, 7);
  const Walk b = walker::walk(config, 7);
  const Walk c = walker::walk(config, 8);
  const auto same = [](const ImuSample& x, const ImuSample& y) {
    return x.t_us == y.t_us && x.acc_mps2 == y.acc_mps2 && x.gyr_radps == y.gyr_radps;
  };
  const auto equal = [&](const FootWalk& x, const FootWalk& y) {
    return std::equal(x.measured.begin(), x.measured.end(), y.measured.begin(), y.measured.end(), same);
  };
  CHECK(equal(a.feet[0], b.feet[0]));
  CHECK(equal(a.feet[1], b.feet[1]));
  CHECK_FALSE(equal(a.feet[0], c.feet[0]));
}

TEST_CASE("Speed and direction are those asked for") {
  CHECK(rc::check("from 0.15 to 1.5 m/s, both ways", [] {
    const bool back = *rc::gen::arbitrary<bool>();
    const double speed_mps = between(0.15, 1.5);
    WalkerConfig config;
    Bout bout = walker::walk(back ? Travel::backward : Travel::forward, speed_mps, 1);
    bout.steps = 30;
    config.bouts = {walker::stand(1), bout, walker::stand(1)};
    config.sensor.rate_hz = 50;  // the truth is what is looked at
    const Walk walk = seeded_walk(config);
    for (const FootWalk& foot : walk.feet) {
      double way_m = 0;
      const std::size_t last = foot.strides.size() - 1;
      for (std::size_t i = 1; i < last; ++i) way_m += foot.strides[i].forward_m;
      const double time_s = foot.strides[last - 1].t_landed_s - foot.strides[0].t_landed_s;
      RC_ASSERT(std::abs(way_m / time_s - (back ? -speed_mps : speed_mps)) < 0.08 * speed_mps);
    }
  }));
}

TEST_CASE("A walker's events") {
  CHECK(rc::check("come in order, and one foot is always on the ground", [] {
    WalkerConfig config = any_config();
    config.sensor.rate_hz = 50;
    const Walk walk = seeded_walk(config);
    for (std::size_t f : {0U, 1U}) {
      const auto& stances = walk.feet[f].stances;
      for (std::size_t i = 1; i < stances.size(); ++i) {
        const walker::StanceTruth& s = stances[i];
        RC_ASSERT(stances[i - 1].left_s < s.landed_s);
        RC_ASSERT(s.landed_s <= s.flat_s);
        RC_ASSERT(s.flat_s < s.rise_s);
        RC_ASSERT(s.rise_s <= s.left_s);
        for (const walker::StanceTruth& o : walk.feet[1 - f].stances) {
          // The other foot does not leave while this one is in the air.
          RC_ASSERT(!(o.left_s > stances[i - 1].left_s && o.left_s < s.landed_s));
        }
      }
    }
  }));
}

namespace {

std::vector<double> instants(double from_s, double to_s, double step_s) {
  std::vector<double> times;
  const int count = std::max(0, static_cast<int>((to_s - from_s) / step_s));
  times.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) times.push_back(from_s + i * step_s);
  return times;
}

/// One foot of `name`, for looking at its motion itself.
WalkerConfig steady(WalkerConfig config) {
  config.person.vibration_mps2 = 0;
  return config;
}

struct MovingFoot {
  WalkerConfig config;
  walker::Plan plan;
  walker::FootMotion motion;

  /// Without what shakes it, so that what is told of its geometry is exact.
  explicit MovingFoot(const char* name)
      : config(steady(*walker::preset(name))),
        plan(walker::plan_walk(config, walker::Random(1))),
        motion(Foot::left, config.person, plan.feet[0], plan.end_s, walker::Random(2)) {}
};

}  // namespace

TEST_CASE("The part a foot rolls about stands still on the ground") {
  for (const char* name : {"backward-good", "forward", "backward-hesitant"}) {
    const MovingFoot foot(name);
    const auto& stances = foot.motion.stances();
    for (std::size_t i = 1; i + 1 < stances.size(); ++i) {
      const walker::StanceTruth& s = stances[i];
      const Vec3 landing = s.strike_rad > 0 ? foot.motion.heel_m() : foot.motion.ball_m();
      const Vec3 leaving = s.leave_rad > 0 ? foot.motion.heel_m() : foot.motion.ball_m();
      // The sole gives by millimetres under the blow; a stance creeps by up to 9 mm.
      const Vec3 landed = foot.motion.at(s.landed_s, landing).pos_m;
      for (const double t_s : instants(s.landed_s, s.rise_s, 0.002)) {
        REQUIRE((foot.motion.at(t_s, landing).pos_m - landed).norm() < 0.016);
      }
      const double late_s = s.rise_s + 0.5 * (s.left_s - s.rise_s);
      const Vec3 leaves = foot.motion.at(s.left_s, leaving).pos_m;
      for (const double t_s : instants(late_s, s.left_s, 0.002)) {
        REQUIRE((foot.motion.at(t_s, leaving).pos_m - leaves).norm() < 1e-6);
      }
      CHECK(std::abs(leaves.z()) < 1e-6);
    }
  }
}

TEST_CASE("In swing no part of the sole goes into the ground") {
  for (const walker::Preset& preset : walker::presets()) {
    const MovingFoot foot(preset.name.data());
    const auto& stances = foot.motion.stances();
    for (std::size_t i = 1; i < stances.size(); ++i) {
      const walker::Ground ground(foot.plan.feet[0][i - 1], foot.plan.feet[0][i]);
      for (const double t_s : instants(stances[i - 1].left_s, stances[i].landed_s, 0.003)) {
        INFO(preset.name << " at " << t_s << " s");
        for (const Vec3& part : {foot.motion.heel_m(), foot.motion.ball_m()}) {
          const Vec3 pos_m = foot.motion.at(t_s, part).pos_m;
          REQUIRE(pos_m.z() - ground.height_m(pos_m) > -0.003);
        }
      }
    }
  }
}

TEST_CASE("A broken roll turns back as often as it says") {
  const MovingFoot foot("backward-broken");
  int broken = 0;
  for (const walker::StanceTruth& s : foot.motion.stances()) {
    if (s.roll != walker::Roll::broken) continue;
    ++broken;
    int turns_back = 0;
    double before_rad = foot.motion.at(s.landed_s, Vec3::Zero()).pitch_rad;
    bool falling = false;
    for (const double t_s : instants(s.landed_s + 0.001, s.flat_s, 0.001)) {
      const double pitch_rad = foot.motion.at(t_s, Vec3::Zero()).pitch_rad;
      if (pitch_rad < before_rad && !falling) ++turns_back;
      falling = pitch_rad < before_rad;
      before_rad = pitch_rad;
    }
    CHECK(turns_back == s.dips);
  }
  CHECK(broken > 5);
}

TEST_CASE("A hesitant heel hangs in the air for 80 to 200 ms") {
  const MovingFoot foot("backward-hesitant");
  int hesitant = 0;
  for (const walker::StanceTruth& s : foot.motion.stances()) {
    if (s.roll != walker::Roll::hesitant) continue;
    ++hesitant;
    CHECK(s.held_s >= 0.08);
    CHECK(s.held_s <= 0.20);
    CHECK(s.flat_s - s.landed_s > s.held_s);
  }
  CHECK(hesitant > 5);
}

namespace {

/// The true landings of one foot that walks backward and lands like this.
std::vector<walker::StanceTruth> landings(const walker::Landing& landing) {
  WalkerConfig config = *walker::preset("backward-good");
  config.bouts[1].landings = {landing};
  const walker::Plan plan = walker::plan_walk(config, walker::Random(1));
  const walker::FootMotion motion(Foot::left, config.person, plan.feet[0], plan.end_s, walker::Random(2));
  return {motion.stances().begin() + 1, motion.stances().end()};
}

}  // namespace

TEST_CASE("A fault of a roll can be as weak as is asked for") {
  walker::Landing landing = {.strike_rad = deg_to_rad(-20), .roll = walker::Roll::abrupt, .stamp_s = 0.08};
  for (const walker::StanceTruth& s : landings(landing)) CHECK(s.down_s - s.landed_s == Approx(0.08));

  landing = {.strike_rad = deg_to_rad(-20), .roll = walker::Roll::hesitant, .held_s = 0.05};
  for (const walker::StanceTruth& s : landings(landing)) CHECK(s.held_s == Approx(0.05));

  // A foot that nothing brakes is at its fastest as it comes down, a braked one is not.
  landing = {.strike_rad = deg_to_rad(-20), .roll = walker::Roll::slapping};
  for (const walker::StanceTruth& s : landings(landing)) CHECK(s.down_radps == Approx(s.peak_radps));
  landing.free_share = 0.5;
  for (const walker::StanceTruth& s : landings(landing)) CHECK(s.down_radps < 0.5 * s.peak_radps);
}

TEST_CASE("The sensor clips at the end of its range, loses packets and says so") {
  WalkerConfig config = *walker::preset("forward");
  config.sensor.acc_lsb_mps2 = 4 * kGravity_mps2 / 32768;
  config.sensor.loss = 0.1;
  const Walk walk = walker::walk(config, 3);
  const FootWalk& foot = walk.feet[1];
  const auto flagged = [&](SampleFlag flag) {
    return std::count_if(foot.measured.begin(), foot.measured.end(),
                         [flag](const ImuSample& s) { return (s.flags & flag) != 0; });
  };
  CHECK(flagged(kAccClipped) > 20);
  CHECK(flagged(kGyrClipped) == 0);
  CHECK(flagged(kAfterGap) > 5);
  const double kept = static_cast<double>(foot.measured.size()) / static_cast<double>(foot.ideal.size());
  CHECK(kept == Approx(0.9).margin(0.06));
  for (std::size_t i = 1; i < foot.measured.size(); ++i) {
    const bool gap = foot.measured[i].t_us - foot.measured[i - 1].t_us > 6000;
    CHECK(gap == ((foot.measured[i].flags & kAfterGap) != 0));
  }
}

TEST_CASE("A jogger flies between steps, and stands on a foot for a quarter of a second") {
  const MovingFoot left("jogging");
  const auto& falls = left.plan.feet;
  for (std::size_t f : {0U, 1U}) {
    for (std::size_t i = 2; i + 2 < falls[f].size(); ++i) {
      const double stance_s = falls[f][i].left_s - falls[f][i].landed_s;
      CHECK(stance_s > 0.18);
      CHECK(stance_s < 0.32);
      // Nobody stands when this foot has just left.
      for (const walker::Footfall& o : falls[1 - f]) {
        const double t_s = falls[f][i].left_s + 0.02;
        CHECK_FALSE((o.landed_s < t_s && t_s < o.left_s));
      }
    }
  }
}
