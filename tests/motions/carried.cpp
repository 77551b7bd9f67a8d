#include "tests/motions/carried.h"

#include <cmath>
#include <memory>

#include "data/walker/curve.h"
#include "tests/motions/rhythm.h"
#include "tests/motions/wander.h"

namespace backstep::motions {

namespace {

constexpr double kDuration_s = 50;

/// The trunk of who walks, with stops. It does not turn.
class Carrier {
 public:
  explicit Carrier(walker::Random& random)
      : stride_hz_(random.uniform(90, 125) / 120),
        strides_(random, habit(stride_hz_), any_begin_s(random), kDuration_s),
        speed_mps_(random.uniform(0.8, 1.6)),
        way_(kFirst_s, {0, speed_mps(kFirst_s), 0}),
        rise_m_(random.uniform(0.010, 0.025)),
        hurry_m_(random.uniform(0.004, 0.015)),
        sway_m_(random.uniform(0.008, 0.025)),
        jolt_m_(random.uniform(0.2, 1.5) / std::pow(8 * kPi * stride_hz_, 2)),
        still_(Wander::of_value(random, 0.004, 0.1, 0.6)) {
    // The way goes on while the strides do: integrated from their size.
    constexpr double kStep_s = 0.25;
    double at_m = 0;
    for (double t_s = kFirst_s + kStep_s; t_s < kDuration_s + 1; t_s += kStep_s) {
      at_m += kStep_s * (speed_mps(t_s - kStep_s) + speed_mps(t_s)) / 2;
      way_.reach(t_s, {at_m, speed_mps(t_s), 0});
    }
  }

  Vec3 trunk(double t_s) const {
    const double size = strides_.size(t_s);
    const double stride = strides_.phase_rad(t_s);
    return {way_.at(t_s).value + size * hurry_m_ * std::sin(2 * stride + 0.7),
            size * sway_m_ * std::sin(stride) + still_(t_s),
            size * (rise_m_ * std::cos(2 * stride) + jolt_m_ * std::cos(4 * stride + 1))};
  }

  const Rhythm& strides() const { return strides_; }

 private:
  static Rhythm::Habit habit(double stride_hz) {
    Rhythm::Habit habit;
    habit.hz = stride_hz;
    habit.hz_cv = 0.02;
    habit.size_cv = 0.08;
    habit.stretch_s = {6, 15};
    habit.ramp_s = 1.2;
    return habit;
  }

  double speed_mps(double t_s) const { return speed_mps_ * std::fmin(1, strides_.size(t_s)); }

  static constexpr double kFirst_s = -1;  // before the first sample

  double stride_hz_;
  Rhythm strides_;
  double speed_mps_;
  walker::Curve way_;
  double rise_m_, hurry_m_, sway_m_, jolt_m_;
  Wander still_;
};

/// A hand's pose: the arm swings about the shoulder against the leg of its side.
Motion hand(const std::shared_ptr<Carrier>& carrier, const Body& body, double side, walker::Random& random) {
  const double swing_rad = any_angle(random, 8, 25);
  const double forward_rad = any_angle(random, 0, 12);
  const double late_rad = random.uniform(-0.4, 0.4);
  const Wander drift = Wander::of_value(random, deg_to_rad(1.5), 0.1, 0.8);
  return [=](double t_s) {
    const double arm_rad =
        forward_rad + drift(t_s) + swing_rad * carrier->strides().wave(t_s, late_rad + (side > 0 ? 0 : kPi));
    const Vec3 shoulder = carrier->trunk(t_s) + Vec3(0, side * 0.2, 0.82 * body.stature_m);
    return Pose{shoulder + body.arm_m * Vec3(std::sin(arm_rad), 0, -std::cos(arm_rad)), turned(0, 0.6 * arm_rad, 0)};
  };
}

}  // namespace

Doing carried_in_hand(const Body& body, walker::Random& random) {
  Doing doing;
  doing.duration_s = kDuration_s;
  const auto carrier = std::make_shared<Carrier>(random);
  const bool one_hand = chance(random, 0.5);
  const bool by_heel = chance(random, 0.5);
  const double first_side = chance(random, 0.5) ? 1 : -1;
  const Motion first = hand(carrier, body, first_side, random);
  const Motion second = one_hand ? first : hand(carrier, body, -first_side, random);
  for (const Foot foot : {Foot::left, Foot::right}) {
    const Vec3 grip = by_heel ? body.heel_m + Vec3(-0.03, 0, 0.08) : Vec3(0.02, 0, 0.10);
    const double hangs_rad = by_heel ? any_angle(random, -95, -45) : any_angle(random, -25, 10);
    const double yaw_rad = any_angle(random, -30, 30);
    const double roll_rad = any_angle(random, -20, 20);
    // In the grip the shoe swings on, behind the hand.
    const double dangle_rad = any_angle(random, 2, 12);
    const double late_rad = random.uniform(-2, 0);
    const Wander turn = Wander::of_value(random, deg_to_rad(4), 0.2, 1.2);
    const Motion& held = foot == Foot::left ? first : second;
    doing.shoes[index(foot)] = [=](double t_s) {
      const double dangle = dangle_rad * carrier->strides().wave(t_s, late_rad);
      const Quat q = turned(yaw_rad + turn(t_s), hangs_rad + dangle, roll_rad + turn(t_s + 100));
      return within(held(t_s), held_at(Vec3::Zero(), grip, q));
    };
  }
  return doing;
}

Doing carried_in_bag(const Body& body, walker::Random& random) {
  Doing doing;
  doing.duration_s = kDuration_s;
  const auto carrier = std::make_shared<Carrier>(random);
  const bool on_back = chance(random, 0.3);
  const double cord_m = random.uniform(0.3, 0.7);
  const double swing_rad = on_back ? any_angle(random, 0.5, 3) : any_angle(random, 4, 20);
  const double side_rad = on_back ? any_angle(random, 0.5, 2) : any_angle(random, 1, 10);
  const double late_rad = random.uniform(0, 2 * kPi);
  const Wander twist = Wander::of_value(random, on_back ? deg_to_rad(1) : any_angle(random, 3, 15), 0.2, 0.8);
  const Vec3 strap(-0.1, 0.2, random.uniform(0.5, 0.8) * body.stature_m);
  const Motion bag = [=](double t_s) {
    const Quat q = turned(twist(t_s), swing_rad * carrier->strides().wave(t_s, late_rad),
                          side_rad * carrier->strides().wave(t_s, late_rad + 1.3));
    return held_at(carrier->trunk(t_s) + strap, {0, 0, cord_m}, q);
  };
  for (const Foot foot : {Foot::left, Foot::right}) {
    const Vec3 place(random.uniform(-0.1, 0.1), foot == Foot::left ? 0.06 : -0.06, random.uniform(-0.05, 0.05));
    // Half of the shoes were put in with the sole down, the others fell as they fell.
    const Quat lies =
        chance(random, 0.5)
            ? turned(any_angle(random, -180, 180), any_angle(random, -8, 8), any_angle(random, -8, 8))
            : turned(any_angle(random, -180, 180), any_angle(random, -90, 90), any_angle(random, -180, 180));
    doing.shoes[index(foot)] = [=](double t_s) { return within(bag(t_s), {place, lies}); };
  }
  return doing;
}

}  // namespace backstep::motions
