#include "tests/motions/mat.h"

#include <algorithm>
#include <memory>

#include "tests/motions/rhythm.h"
#include "tests/motions/wander.h"

namespace backstep::motions {

namespace {

constexpr double kDuration_s = 50;
constexpr double kHipHalf_m = 0.09;
constexpr double kHipHeight_m = 0.12;

/// A leg that lies or is held, and is moved by `moved(t)` from 0 (home) to 1 (out).
struct Kick {
  double thigh_home_rad, thigh_out_rad;
  double shank_home_rad, shank_out_rad;
  double ankle_home_rad, ankle_out_rad;
  double yaw_rad, side;
};

template <class Moved>
Motion kicking(const Body& body, const Kick& kick, walker::Random& random, Moved moved) {
  const Wander drift = Wander::of_value(random, deg_to_rad(0.4), 0.1, 0.7);
  const Wander tremor = Wander::of_acceleration(random, random.uniform(0.05, 0.3), 7, 12);
  const Wander roll = Wander::of_value(random, deg_to_rad(0.5), 0.1, 1);
  return [=](double t_s) {
    const double out = moved(t_s);
    // What lies on the mat does not tremble.
    const double free = std::clamp(3 * out, 0.0, 1.0);
    const double easy = free * free * free * (10 - 15 * free + 6 * free * free);
    const double restless = easy * (drift(t_s) + tremor(t_s));
    const double thigh_rad = kick.thigh_home_rad + out * (kick.thigh_out_rad - kick.thigh_home_rad) + restless;
    const double shank_rad = kick.shank_home_rad + out * (kick.shank_out_rad - kick.shank_home_rad) + restless;
    const double ankle_rad = kick.ankle_home_rad + out * (kick.ankle_out_rad - kick.ankle_home_rad);
    const Vec3 ankle = ankle_of(body, {0, kick.side * kHipHalf_m, kHipHeight_m}, thigh_rad, shank_rad);
    return held_at(ankle, body.ankle_m, turned(kick.yaw_rad, shank_rad + ankle_rad, easy * roll(t_s)));
  };
}

/// Laid down and raised again, a hold at both ends.
Motion raised(const Body& body, const Kick& kick, const Holds& holds, double begin_s, walker::Random& random) {
  const auto course = std::make_shared<walker::Curve>(holds.course(random, begin_s, kDuration_s));
  return kicking(body, kick, random, [course](double t_s) { return course->at(t_s).value; });
}

Holds any_raise(walker::Random& random) {
  const double pace_s = random.uniform(0.3, 1.5);
  Holds holds;
  holds.home = {0, 0};
  holds.out = {0.85, 1.1};
  holds.go_s = {0.8 * pace_s, 1.2 * pace_s};
  holds.back_s = {0.8 * pace_s, 1.3 * pace_s};
  holds.hold_s = {0.05, random.uniform(0.1, 2)};
  holds.stay_s = {0.15, random.uniform(0.2, 2)};
  holds.hit = random.uniform(0, 0.5);
  return holds;
}

}  // namespace

Doing kicking_lying(const Body& body, walker::Random& random) {
  Doing doing;
  doing.duration_s = kDuration_s;
  const double begin_s = any_begin_s(random);
  const double kind = random.uniform(0, 1);
  const Holds raise = any_raise(random);
  Rhythm::Habit scissor;
  scissor.hz = random.uniform(0.4, 1.5);
  const double high_rad = any_angle(random, 10, 35);
  const double knee_rad = any_angle(random, 0, 20);
  const double ankle_rad = any_angle(random, -25, 0);
  for (const Foot foot : {Foot::left, Foot::right}) {
    const double side = side_of(foot);
    const double yaw_rad = -side * any_angle(random, 0, 25);
    Motion& shoe = doing.shoes[index(foot)];
    if (kind < 0.4) {  // scissors in the air, the legs against each other
      const double low_rad = deg_to_rad(92);
      const Kick kick = {
          low_rad, low_rad + high_rad, low_rad - knee_rad, low_rad + high_rad, ankle_rad, ankle_rad, yaw_rad, side};
      const Rhythm rhythm(random, scissor, begin_s, kDuration_s);
      const double ahead_rad = foot == Foot::left ? 0 : kPi;
      shoe = kicking(body, kick, random, [=](double t_s) { return 0.5 + 0.5 * rhythm.wave(t_s, ahead_rad); });
    } else if (kind < 0.75) {  // raised from the mat
      const double mat_rad = deg_to_rad(87);
      const Kick kick = {mat_rad,   mat_rad + high_rad,         mat_rad, mat_rad + high_rad - knee_rad,
                         ankle_rad, ankle_rad + deg_to_rad(10), yaw_rad, side};
      shoe = raised(body, kick, raise, begin_s, random);
    } else {  // on the belly: the head is ahead, the shanks curl up from behind
      const double mat_rad = deg_to_rad(-88);
      const double toes_rad = any_angle(random, -5, 25);  // tips of the shoes on the mat
      const Kick kick = {mat_rad,  mat_rad,  mat_rad, mat_rad - any_angle(random, 30, 100),
                         toes_rad, toes_rad, yaw_rad, side};
      shoe = raised(body, kick, raise, begin_s, random);
    }
  }
  return doing;
}

Doing kicking_kneeling(const Body& body, walker::Random& random) {
  Doing doing;
  doing.duration_s = kDuration_s;
  const double begin_s = any_begin_s(random);
  const bool curls = chance(random, 0.5);
  const Holds raise = any_raise(random);
  const double tucked_rad = any_angle(random, 5, 28);  // shank at -90: the sole at -62 to -85
  const double thigh_rad = curls ? 0 : any_angle(random, -70, -30);
  const double shank_rad = curls ? any_angle(random, -150, -110) : any_angle(random, -100, -60);
  const double ankle_rad = any_angle(random, -20, 15);
  for (const Foot foot : {Foot::left, Foot::right}) {
    const double side = side_of(foot);
    const Kick kick = {
        0, thigh_rad, deg_to_rad(-90), shank_rad, tucked_rad, ankle_rad, -side * any_angle(random, -5, 12), side};
    doing.shoes[index(foot)] = raised(body, kick, raise, begin_s, random);
  }
  return doing;
}

}  // namespace backstep::motions
