#include "tests/motions/pedalling.h"

#include <cmath>
#include <memory>

#include "tests/motions/rhythm.h"
#include "tests/motions/wander.h"

namespace backstep::motions {

namespace {

constexpr double kDuration_s = 60;

constexpr double kTwoPi = 2 * kPi;

}  // namespace

Rider any_rider(walker::Random& random) {
  Rider rider;
  rider.crank_m = random.uniform(0.165, 0.175);
  rider.pace_hz = random.uniform(25, 90) / 60;
  rider.ahead_m = random.uniform(-0.04, 0.01);
  rider.mean_pitch_rad = any_angle(random, -25, 5);
  rider.ankle_rad = any_angle(random, 5, 15);
  rider.ankle_phase_rad = any_angle(random, -40, 40);
  rider.ripple = random.uniform(0, 0.12);
  rider.stance_half_m = random.uniform(0.12, 0.16);
  const bool road = chance(random, 0.5);
  rider.lean_rad = road ? any_angle(random, 0.5, 4) : 0;
  rider.shake_mps2 = road ? random.uniform(0.3, 2) : 0.03;
  return rider;
}

walker::Curve crank_angle(const Rider& rider, walker::Random& random, double begin_s, double end_s) {
  double t_s = begin_s;
  // Riders wait with level feet, more or less.
  walker::Curve angle(t_s, kPi / 2 + random.uniform(-0.3, 0.3));
  double rate = 0;
  const auto to_rate = [&](double dt_s, double next) {
    angle.reach(t_s + dt_s, {angle.at(t_s).value + dt_s * (rate + next) / 2, next, 0});
    t_s += dt_s;
    rate = next;
  };
  const double usual = kTwoPi * rider.pace_hz;
  while (t_s < end_s) {
    if (rate == 0) to_rate(random.uniform(1.5, 3), usual);
    to_rate(random.uniform(4, 12), random.vary(usual, 0.06 * usual));
    if (chance(random, 0.3)) {
      // Coasting: the crank stops with level feet, half a turn or more ahead.
      const double now = angle.at(t_s).value;
      const double stop = kPi * (std::ceil((now + 0.5 * kPi) / kPi) + 0.5) + random.uniform(-0.25, 0.25);
      const double dt_s = 2 * (stop - now) / rate;
      angle.reach(t_s + dt_s, {stop, 0, 0});
      t_s += dt_s;
      rate = 0;
      to_rate(random.uniform(1, 6), 0);
    }
  }
  return angle;
}

Doing pedalling(const Rider& rider, const Body& body, walker::Random& random) {
  Doing doing;
  doing.duration_s = kDuration_s;
  const double begin_s = any_begin_s(random);
  const auto crank = std::make_shared<walker::Curve>(crank_angle(rider, random, begin_s, kDuration_s));
  const Wander bump = Wander::of_acceleration(random, rider.shake_mps2, 4, 40);
  const Wander surge = Wander::of_acceleration(random, 0.3 * rider.shake_mps2, 0.1, 3);
  const Wander wobble = Wander::of_value(random, 0.3 * rider.lean_rad, 0.1, 0.6);
  // The crank's own angle: it hurries through the downstrokes, twice a turn.
  const auto turned_by = [crank, ripple = rider.ripple](double t_s) {
    const double angle = crank->at(t_s).value;
    return angle - ripple / 2 * std::sin(2 * angle);
  };
  const auto frame = [=, lean = rider.lean_rad](double t_s) {
    return Pose{{surge(t_s), 0, bump(t_s)}, turned(0, 0, lean * std::sin(turned_by(t_s)) + wobble(t_s))};
  };
  for (const Foot foot : {Foot::left, Foot::right}) {
    const double side = side_of(foot);
    const Vec3 on_pedal = body.ball_m + Vec3(rider.ahead_m, 0, -kPedalHeight_m);
    const Wander pitch = Wander::of_value(random, deg_to_rad(1.5), 0.05, 0.5);
    const Wander yaw = Wander::of_value(random, deg_to_rad(1), 0.05, 2);
    doing.shoes[index(foot)] = [=](double t_s) {
      const double angle = turned_by(t_s) + (foot == Foot::left ? 0 : kPi);
      const Vec3 pedal(rider.crank_m * std::sin(angle), side * rider.stance_half_m, rider.crank_m * std::cos(angle));
      // The heel is highest, the toes lowest, behind the bottom of the stroke.
      const double rocked = -rider.ankle_rad * std::cos(angle - 1.4 * kPi - rider.ankle_phase_rad);
      const Quat q = turned(-side * body.toe_out_rad / 2 + yaw(t_s), rider.mean_pitch_rad + rocked + pitch(t_s), 0);
      return within(frame(t_s), held_at(pedal, on_pedal, q));
    };
  }
  return doing;
}

}  // namespace backstep::motions
