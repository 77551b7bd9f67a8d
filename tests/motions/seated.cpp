#include "tests/motions/seated.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "tests/motions/rhythm.h"
#include "tests/motions/wander.h"

namespace backstep::motions {

namespace {

constexpr double kDuration_s = 50;
constexpr double kHalfWidth_m = 0.12;  // between the feet of who sits

/// How a limb that nothing holds is never quite still: it drifts, and it trembles at 7 to 12 Hz.
struct Restless {
  Wander drift, tremor;
  Restless(walker::Random& random, double drift_deg)
      : drift(Wander::of_value(random, deg_to_rad(drift_deg), 0.1, 0.7)),
        tremor(Wander::of_acceleration(random, random.uniform(0.05, 0.3), 7, 12)) {}
  double operator()(double t_s) const { return drift(t_s) + tremor(t_s); }
};

/// A foot that stands flat while its owner shifts a little.
Motion standing_foot(const Body& body, Foot foot, walker::Random& random) {
  const Wander pitch = Wander::of_value(random, deg_to_rad(0.15), 0.1, 1);
  const Wander roll = Wander::of_value(random, deg_to_rad(0.15), 0.1, 1);
  const double yaw_rad = -side_of(foot) * body.toe_out_rad;
  return [=](double t_s) {
    return held_at({0, side_of(foot) * kHalfWidth_m, 0}, Vec3::Zero(), turned(yaw_rad, pitch(t_s), roll(t_s)));
  };
}

/// One foot (either) or both do `motion(foot)`; where one does, the other stands, or has no sensor.
template <class Make>
Doing one_or_both(const Body& body, walker::Random& random, double both_share, Make motion) {
  Doing doing;
  doing.duration_s = kDuration_s;
  const bool both = chance(random, both_share);
  const Foot busy = chance(random, 0.5) ? Foot::left : Foot::right;
  for (const Foot foot : {Foot::left, Foot::right}) {
    doing.shoes[index(foot)] = both || foot == busy ? Motion(motion(foot)) : standing_foot(body, foot, random);
  }
  return doing;
}

}  // namespace

Doing ankle_wag_free(const Body& body, walker::Random& random) {
  Rhythm::Habit habit;
  habit.hz = random.uniform(0.6, 2.5);
  const double begin_s = any_begin_s(random);
  const double wag_rad = any_angle(random, 8, 25);
  const double circle_rad = any_angle(random, 0, 8);
  return one_or_both(body, random, 0.3, [&](Foot foot) {
    const Rhythm rhythm(random, habit, begin_s, kDuration_s);
    const double pitch_rad = any_angle(random, -30, 10);
    const double roll_rad = any_angle(random, -15, 15);
    const double yaw_rad = any_angle(random, -20, 20);
    // The shank hangs and is carried along: the foot's weight moves it by the reaction.
    const double recoil_rad = random.uniform(0.01, 0.06) * wag_rad;
    const Restless shank(random, 0.6);
    const Wander roll = Wander::of_value(random, deg_to_rad(0.8), 0.1, 1.5);
    return [=](double t_s) {
      const double shank_rad = shank(t_s) - recoil_rad * rhythm.wave(t_s);
      const Vec3 ankle = ankle_of(body, {0, side_of(foot) * 0.1, 0.9}, deg_to_rad(80), shank_rad);
      return held_at(ankle, body.ankle_m,
                     turned(yaw_rad, pitch_rad + shank_rad + wag_rad * rhythm.wave(t_s),
                            roll_rad + roll(t_s) + circle_rad * rhythm.wave(t_s, kPi / 2)));
    };
  });
}

Doing ankle_wag_heel_down(const Body& body, walker::Random& random) {
  const double begin_s = any_begin_s(random);
  const double up_deg = random.uniform(10, 32);
  const double pace_s = random.uniform(0.15, 0.6);  // one way
  const double toes_rad = chance(random, 0.4) ? any_angle(random, 3, 12) : 0;
  Holds holds;
  holds.out = {deg_to_rad(0.85 * up_deg), deg_to_rad(1.15 * up_deg)};
  holds.home = {0, 0};
  holds.go_s = {0.9 * pace_s, 1.2 * pace_s};
  holds.back_s = {0.8 * pace_s, 1.1 * pace_s};
  holds.hold_s = {0.02, chance(random, 0.3) ? 1.0 : 0.06};
  holds.stay_s = {0.1, chance(random, 0.5) ? 1.2 : 0.2};
  holds.hit = random.uniform(0.2, 1.2);
  return one_or_both(body, random, 0.4, [&](Foot foot) {
    const auto pitch = std::make_shared<walker::Curve>(holds.course(random, begin_s, kDuration_s));
    const Wander yaw = Wander::of_value(random, toes_rad, 0.2, 0.8);
    const Wander roll = Wander::of_value(random, deg_to_rad(0.3), 0.1, 2);
    const double yaw_rad = -side_of(foot) * body.toe_out_rad;
    return [=](double t_s) {
      return held_at({0, side_of(foot) * kHalfWidth_m, 0}, body.heel_m,
                     turned(yaw_rad + yaw(t_s), pitch->at(t_s).value, roll(t_s)));
    };
  });
}

Doing knee_extensions(const Body& body, walker::Random& random) {
  const double begin_s = any_begin_s(random);
  const bool hangs = chance(random, 0.5);
  const double thigh_rad = any_angle(random, 82, 92);
  const double home_deg = random.uniform(-12, 8);
  const double out_deg = random.uniform(55, 85);
  Holds holds;
  holds.home = {deg_to_rad(home_deg - 1), deg_to_rad(home_deg + 1)};
  holds.out = {deg_to_rad(out_deg - 6), deg_to_rad(out_deg + 6)};
  holds.go_s = {0.5, 1.6};
  holds.hold_s = {0.4, 3.5};
  holds.back_s = {0.5, 1.8};
  holds.stay_s = {0.3, 3};
  return one_or_both(body, random, 0.5, [&](Foot foot) {
    const auto course = std::make_shared<walker::Curve>(holds.course(random, begin_s, kDuration_s));
    const double home_rad = deg_to_rad(home_deg);
    const double swing_rad = deg_to_rad(out_deg - home_deg);
    // On the floor the foot lies flat and turns with the shank only once it has left; hanging, the toes droop.
    const double droop_rad = hangs ? any_angle(random, -30, -5) : -home_rad;
    const double pulled_up_rad = any_angle(random, -10, 15);  // ankle when the leg is straight
    const Restless restless(random, 0.5);
    const double yaw_rad = -side_of(foot) * any_angle(random, -5, 15);
    return [=](double t_s) {
      const double shank_rad = course->at(t_s).value;
      const double out = (shank_rad - home_rad) / swing_rad;
      const double held = hangs ? 1 : out;
      const double ankle_rad = droop_rad + out * (pulled_up_rad - droop_rad);
      const double now_rad = shank_rad + held * restless(t_s);
      const Vec3 hip(0, side_of(foot) * 0.1, 0.5);
      return held_at(ankle_of(body, hip, thigh_rad, now_rad), body.ankle_m, turned(yaw_rad, now_rad + ankle_rad, 0));
    };
  });
}

Doing leg_bouncing(const Body& body, walker::Random& random) {
  Rhythm::Habit habit;
  habit.hz = random.uniform(3, 7);
  habit.size_cv = 0.2;
  const double begin_s = any_begin_s(random);
  const double length_m = body.ball_m.x() - body.heel_m.x();
  const double bounce_rad = random.uniform(0.01, 0.04) / length_m / 2;
  const double up_rad = std::max(1.2 * bounce_rad, any_angle(random, 4, 18));
  return one_or_both(body, random, 0.4, [&](Foot foot) {
    const Rhythm rhythm(random, habit, begin_s, kDuration_s);
    const Wander heel = Wander::of_value(random, 0.1 * up_rad, 0.05, 0.5);
    const Wander roll = Wander::of_value(random, deg_to_rad(0.4), 0.2, 3);
    const double yaw_rad = -side_of(foot) * body.toe_out_rad;
    return [=](double t_s) {
      return held_at({0, side_of(foot) * kHalfWidth_m, 0}, body.ball_m,
                     turned(yaw_rad, -up_rad + heel(t_s) + bounce_rad * rhythm.wave(t_s), roll(t_s)));
    };
  });
}

}  // namespace backstep::motions
