#include "tests/motions/riding.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "tests/motions/path.h"
#include "tests/motions/rhythm.h"
#include "tests/motions/wander.h"

namespace backstep::motions {

namespace {

constexpr double kDuration_s = 120;

/// How something drives.
struct Drive {
  Range cruise_mps, start_mps2, brake_mps2;
  Range cruise_s, wait_s;
  double turns;  ///< share of the cruises with a turn
  Range turn_rad;
  double aside_mps2;  ///< greatest in a turn
  Range drift_rad;    ///< slow change of heading over a cruise
};

/// Starts, cruises with a turn or without, stops, waits, starts.
std::shared_ptr<Path> driven(const Drive& drive, walker::Random& random) {
  // Half of the recordings begin in a stop.
  double t_s = -1 - random.uniform(0, 1) * drive.cruise_s.high;
  double heading_rad = 0;
  walker::Curve speed(t_s, 0);
  walker::Curve heading(t_s, 0);
  const auto go = [&](double dt_s, double mps, double turn_rad) {
    t_s += dt_s;
    heading_rad += turn_rad;
    speed.reach(t_s, {mps, 0, 0});
    heading.reach(t_s, {heading_rad, 0, 0});
  };
  // A change by this curve is at its fastest 1.9 times as fast as on average.
  constexpr double kPeakOverMean = 1.875;
  while (t_s < kDuration_s + 1) {
    const double mps = drive.cruise_mps.draw(random);
    go(drive.wait_s.draw(random), 0, 0);
    go(kPeakOverMean * mps / drive.start_mps2.draw(random), mps, 0);
    go(drive.cruise_s.draw(random), random.vary(mps, 0.1 * mps), drive.drift_rad.draw(random));
    if (random.uniform(0, 1) < drive.turns) {
      const double angle_rad = (chance(random, 0.5) ? -1 : 1) * drive.turn_rad.draw(random);
      const double slow_mps = std::min(mps, random.uniform(4, 8) * mps / 12);
      go(kPeakOverMean * (mps - slow_mps) / drive.brake_mps2.high + 0.5, slow_mps, 0);
      const double aside_mps2 = random.uniform(0.4, 1) * drive.aside_mps2;
      go(kPeakOverMean * std::abs(angle_rad) * slow_mps / aside_mps2, slow_mps, angle_rad);
      go(kPeakOverMean * (mps - slow_mps) / drive.start_mps2.high + 0.5, mps, 0);
      go(drive.cruise_s.draw(random), mps, drive.drift_rad.draw(random));
    }
    go(kPeakOverMean * mps / drive.brake_mps2.draw(random), 0, 0);
  }
  return std::make_shared<Path>(std::move(speed), std::move(heading), kDuration_s + 1);
}

/// What the floor does beside the path.
struct Floor {
  double shake_mps2 = 0;     ///< rms, 4 to 40 Hz
  double heave_mps2 = 0;     ///< rms, 0.8 to 2 Hz
  double sway_rad = 0;       ///< rms, 0.5 to 1.5 Hz
  double lean_rad_s2pm = 0;  ///< per acceleration, out of the curve and back when starting
};

Motion floor_of(const std::shared_ptr<Path>& path, const Floor& floor, walker::Random& random) {
  const Wander shake_x = Wander::of_acceleration(random, 0.5 * floor.shake_mps2, 4, 40);
  const Wander shake_y = Wander::of_acceleration(random, 0.5 * floor.shake_mps2, 4, 40);
  const Wander shake_z = Wander::of_acceleration(random, floor.shake_mps2, 4, 40);
  const Wander heave = Wander::of_acceleration(random, floor.heave_mps2, 0.8, 2);
  const Wander pitch = Wander::of_value(random, floor.sway_rad, 0.5, 1.5);
  const Wander roll = Wander::of_value(random, floor.sway_rad, 0.5, 1.5);
  return [=](double t_s) {
    const walker::Jet speed = path->speed_mps(t_s);
    const walker::Jet heading = path->heading_rad(t_s);
    // It shakes as it rolls.
    const double rolling = std::min(1.0, 0.1 + speed.value / 5);
    const double easy = rolling * rolling * (3 - 2 * rolling);
    const Quat q = turned(heading.value, floor.lean_rad_s2pm * speed.rate + easy * pitch(t_s),
                          floor.lean_rad_s2pm * speed.value * heading.rate + easy * roll(t_s));
    return Pose{path->at(t_s) + q * Vec3(easy * shake_x(t_s), easy * shake_y(t_s), easy * (shake_z(t_s) + heave(t_s))),
                q};
  };
}

/// A foot that stands on that floor; its knee gives with the road.
Motion standing_on(const Motion& floor, const Body& body, Foot foot, double pitch_rad, walker::Random& random) {
  const double side = side_of(foot);
  const Wander pitch = Wander::of_value(random, deg_to_rad(0.2), 0.1, 2);
  const Wander roll = Wander::of_value(random, deg_to_rad(0.3), 0.1, 2);
  const double yaw_rad = -side * body.toe_out_rad;
  return [=](double t_s) {
    return within(floor(t_s), held_at({0.8, 0.3 + side * 0.12, 0.2}, body.heel_m,
                                      turned(yaw_rad, pitch_rad + pitch(t_s), roll(t_s))));
  };
}

}  // namespace

Doing car(const Body& body, walker::Random& random) {
  Drive drive;
  drive.cruise_mps = {8, 20};
  drive.start_mps2 = {1, 2.5};
  drive.brake_mps2 = {1.2, 3.5};
  drive.cruise_s = {4, 15};
  drive.wait_s = {1.5, 10};
  drive.turns = 0.5;
  drive.turn_rad = {deg_to_rad(40), deg_to_rad(100)};
  drive.aside_mps2 = 3.5;
  drive.drift_rad = {-0.1, 0.1};
  const auto path = driven(drive, random);
  Floor road;
  road.shake_mps2 = random.uniform(0.1, 0.9);
  road.heave_mps2 = random.uniform(0.1, 0.5);
  road.sway_rad = any_angle(random, 0.1, 0.6);
  road.lean_rad_s2pm = any_angle(random, 0.2, 0.7);
  const Motion floor = floor_of(path, road, random);

  Doing doing;
  doing.duration_s = kDuration_s;
  const double slope_rad = any_angle(random, 0, 25);
  doing.shoes[0] = standing_on(floor, body, Foot::left, slope_rad, random);
  doing.shoes[1] = standing_on(floor, body, Foot::right, slope_rad, random);
  if (chance(random, 0.5)) {
    Holds pedal;
    pedal.home = {deg_to_rad(28), deg_to_rad(34)};
    pedal.out = {deg_to_rad(16), deg_to_rad(26)};
    pedal.go_s = pedal.back_s = {0.25, 0.9};
    pedal.hold_s = pedal.stay_s = {0.2, 5};
    const auto course = std::make_shared<walker::Curve>(pedal.course(random, -2, kDuration_s));
    doing.shoes[1] = [=](double t_s) {
      return within(floor(t_s), held_at({0.8, 0.18, 0.2}, body.heel_m, turned(-0.1, course->at(t_s).value, 0)));
    };
  }
  return doing;
}

Doing train(const Body& body, walker::Random& random) {
  Drive drive;
  drive.cruise_mps = {12, 35};
  drive.start_mps2 = {0.4, 1.3};
  drive.brake_mps2 = {0.5, 1.3};
  drive.cruise_s = {10, 40};
  drive.wait_s = {5, 20};
  drive.turns = 0;
  drive.drift_rad = {-0.5, 0.5};
  const auto path = driven(drive, random);
  Floor rails;
  rails.shake_mps2 = random.uniform(0.05, 0.35);
  rails.heave_mps2 = random.uniform(0.03, 0.2);
  rails.sway_rad = any_angle(random, 0.05, 0.4);
  rails.lean_rad_s2pm = deg_to_rad(0.2);
  const Motion floor = floor_of(path, rails, random);
  Doing doing;
  doing.duration_s = kDuration_s;
  for (const Foot foot : {Foot::left, Foot::right}) {
    doing.shoes[index(foot)] = standing_on(floor, body, foot, 0, random);
  }
  return doing;
}

}  // namespace backstep::motions
