#include "tests/motions/standing.h"

#include <algorithm>
#include <memory>

#include "tests/motions/rhythm.h"
#include "tests/motions/wander.h"

namespace backstep::motions {

namespace {

constexpr double kDuration_s = 50;
constexpr double kHalfWidth_m = 0.1;

/// Both shoes rotate about their balls by `up(t)` between 0 and 1; `late_s` is by how much the right one comes later.
Doing on_the_balls(const Body& body, walker::Random& random, const walker::Curve& course, double late_s,
                   double high_rad) {
  Doing doing;
  doing.duration_s = kDuration_s;
  const auto up = std::make_shared<walker::Curve>(course);
  for (const Foot foot : {Foot::left, Foot::right}) {
    const double side = side_of(foot);
    const double own_rad = random.uniform(0.85, 1.15) * high_rad;
    const Wander sway = Wander::of_value(random, deg_to_rad(0.25), 0.1, 1);  // flat on the floor
    // On the balls people balance, the more the higher they stand.
    const Wander balance = Wander::of_value(random, std::min(deg_to_rad(1.2), 0.15 * own_rad), 0.3, 2.5);
    const Wander roll = Wander::of_value(random, std::min(deg_to_rad(1), 0.2 * own_rad), 0.3, 2.5);
    doing.shoes[index(foot)] = [=](double t_s) {
      const double raised = up->at(foot == Foot::left ? t_s : t_s - late_s).value;
      const double pitch_rad = -raised * (own_rad + balance(t_s)) + sway(t_s);
      return held_at({0, side * kHalfWidth_m, 0}, body.ball_m,
                     turned(-side * body.toe_out_rad, pitch_rad, raised * roll(t_s)));
    };
  }
  return doing;
}

}  // namespace

Doing squats(const Body& body, walker::Random& random) {
  Holds holds;
  holds.home = {0, 0};
  holds.out = {0.8, 1.1};
  holds.go_s = {0.8, 2};
  holds.hold_s = {0.05, 1};
  holds.back_s = {0.7, 1.8};
  holds.stay_s = {0.1, 1.5};
  const double lift_rad = deg_to_rad(chance(random, 0.5) ? random.uniform(0.1, 0.8) : random.uniform(2, 8));
  const double begin_s = any_begin_s(random);
  return on_the_balls(body, random, holds.course(random, begin_s, kDuration_s), 0, lift_rad);
}

Doing heel_raises_slow(const Body& body, walker::Random& random) {
  Holds holds;
  holds.home = {0, 0};
  holds.out = {0.85, 1.1};
  holds.go_s = {0.5, 1.5};
  holds.hold_s = {0.1, 2};
  holds.back_s = {0.5, 1.5};
  holds.stay_s = {0.15, 2};
  holds.hit = random.uniform(0, 0.4);
  const double high_rad = any_angle(random, 15, 40);
  const double begin_s = any_begin_s(random);
  return on_the_balls(body, random, holds.course(random, begin_s, kDuration_s), 0, high_rad);
}

Doing heel_raises_quick(const Body& body, walker::Random& random) {
  const double pace_s = random.uniform(0.2, 0.4);  // one way
  Holds holds;
  holds.home = {0, 0};
  holds.out = {0.8, 1.1};
  holds.go_s = {0.9 * pace_s, 1.2 * pace_s};
  holds.hold_s = {0.01, 0.06};
  holds.back_s = {0.8 * pace_s, 1.1 * pace_s};
  holds.stay_s = {0.1, random.uniform(0.1, 0.3)};
  holds.hit = random.uniform(0.3, 1.2);
  const double high_rad = any_angle(random, 10, 35);
  const double late_s = chance(random, 0.3) ? pace_s + 0.05 : 0;
  const double begin_s = any_begin_s(random);
  return on_the_balls(body, random, holds.course(random, begin_s, kDuration_s), late_s, high_rad);
}

}  // namespace backstep::motions
