#include "data/walker/foot_motion.h"

#include <algorithm>
#include <cmath>

namespace backstep::walker {
namespace {

// Shares of the swing, from the motion-capture clips: the foot goes on rotating after it has left, and is steepest
// shortly before it lands.
constexpr double kOvershootShare = 0.14;
constexpr double kApproachShare = 0.16;
// In between it turns at a rate that rises 1.2 times above its mean: a plain quintic would peak at 1.9 times.
constexpr double kSwingPeakOverMean = 1.2;
constexpr double kLeaveOverMean = 1.7;
constexpr double kSteepestScuff_rad = 0.8;  // most of a soft landing is downward
constexpr double kShakeMargin_s = 0.02;
constexpr double kStairLead_m = 0.15;  // about half a tread: more would take the foot back over the edge behind it
constexpr double kFlatWithin_rad = 0.02618;  // 1.5 degrees: what the shoe's flexing stays below

double turn_to_nearest(double angle_rad, double reference_rad) {
  return reference_rad + std::remainder(angle_rad - reference_rad, 2 * kPi);
}

}  // namespace

FootMotion::FootMotion(Foot foot, const Person& person, const std::vector<Footfall>& footfalls, double end_s,
                       Random random)
    : person_(person),
      inversion_sign_(foot == Foot::left ? -1 : 1),
      end_s_(end_s),
      random_(random),
      vibration_(person.vibration_mps2, Random(random).fork()),
      yaw_(0, footfalls.front().yaw_rad),
      pitch_(0, footfalls.front().rest_rad),
      tilt_(0, 0) {
  const Footfall& first = footfalls.front();
  const Vec3 ball = Eigen::AngleAxis<Real>(first.yaw_rad, Vec3::UnitZ()) * ball_m();
  phases_.push_back({0, ball_m(), Curve(0, first.x_m + ball.x()), Curve(0, first.y_m + ball.y()), Curve(0, first.z_m)});
  stances_.push_back({});
  stances_.back().rest_rad = first.rest_rad;
  stay_until(std::min(first.rise_s, end_s_));
  rise(first);
  for (std::size_t i = 1; i < footfalls.size(); ++i) swing(footfalls[i - 1], footfalls[i]);
}

RigidState FootMotion::at(double t_s, const Vec3& body_m) const {
  RigidState state = rigid_at(t_s, body_m);
  if (person_.vibration_mps2 > 0) {
    const std::array<Jet, 3> shake = vibration_at(t_s);
    for (int axis = 0; axis < 3; ++axis) {
      const Jet& jet = shake[static_cast<std::size_t>(axis)];
      state.pos_m[axis] += jet.value;
      state.vel_mps[axis] += jet.rate;
      state.acc_mps2[axis] += jet.acc;
    }
  }
  return state;
}

std::array<Jet, 3> FootMotion::vibration_at(double t_s) const {
  // In flight the shoe shakes, and for a moment on either side of it.
  for (std::size_t i = 1; i < stances_.size(); ++i) {
    const double from_s = stances_[i - 1].left_s - kShakeMargin_s, to_s = stances_[i].landed_s + kShakeMargin_s;
    if (t_s > from_s && t_s < to_s) return vibration_.at(t_s, from_s, to_s);
  }
  return {};
}

RigidState FootMotion::rigid_at(double t_s, const Vec3& body_m) const {
  const auto next =
      std::upper_bound(phases_.begin(), phases_.end(), t_s, [](double t, const Phase& p) { return t < p.begin_s; });
  const Phase& phase = next == phases_.begin() ? *next : *(next - 1);
  const Jet yaw = yaw_.at(t_s);
  const Jet pitch = pitch_.at(t_s);
  const Jet tilt = tilt_.at(t_s);

  RigidState state;
  state.pitch_rad = pitch.value;
  // Toe-up is minus a right-handed turn about y.
  const Jet phi = {-pitch.value, -pitch.rate, -pitch.acc};
  state.q = Eigen::AngleAxis<Real>(yaw.value, Vec3::UnitZ()) * Eigen::AngleAxis<Real>(phi.value, Vec3::UnitY()) *
            Eigen::AngleAxis<Real>(tilt.value, Vec3::UnitX());
  const double s = std::sin(phi.value);
  const double c = std::cos(phi.value);
  // Rates in the axes before the tilt, and their derivatives; then seen from the tilted foot.
  const Vec3 rate(-yaw.rate * s, phi.rate, yaw.rate * c);
  const Vec3 acc(-yaw.acc * s - yaw.rate * phi.rate * c, phi.acc, yaw.acc * c - yaw.rate * phi.rate * s);
  const Eigen::AngleAxis<Real> untilt(-tilt.value, Vec3::UnitX());
  const Vec3 rate_seen = untilt * rate;
  const Vec3 tilt_rate = tilt.rate * Vec3::UnitX();
  state.rate_radps = rate_seen + tilt_rate;
  const Vec3 rate_radps2 = untilt * acc - tilt_rate.cross(rate_seen) + tilt.acc * Vec3::UnitX();

  const Jet x = phase.x.at(t_s);
  const Jet y = phase.y.at(t_s);
  const Jet z = phase.z.at(t_s);
  const Vec3 arm = body_m - phase.body_m;
  const Vec3 spin = state.rate_radps.cross(arm);
  state.pos_m = Vec3(x.value, y.value, z.value) + state.q * arm;
  state.vel_mps = Vec3(x.rate, y.rate, z.rate) + state.q * spin;
  state.acc_mps2 = Vec3(x.acc, y.acc, z.acc) + state.q * (rate_radps2.cross(arm) + state.rate_radps.cross(spin));
  return state;
}

void FootMotion::stay_until(double t_s) {
  // Small movements of weight, one after another; the foot itself stays where it is.
  while (pitch_.end_s() < t_s) {
    double until_s = pitch_.end_s() + random_.uniform(0.5, 1.1);
    if (until_s > t_s - 0.3) until_s = t_s;
    const double bump_rad = random_.uniform(-0.5, 0.5) * person_.flex_rad;
    pitch_.reach(until_s, {pitch_.at(pitch_.end_s()).value, 0, 0}, bump_rad);
    tilt_.reach(until_s, {0, 0, 0}, random_.uniform(-0.3, 0.3) * person_.flex_rad);
    yaw_.reach(until_s, yaw_.at(yaw_.end_s()));
  }
}

void FootMotion::rise(const Footfall& f) {
  StanceTruth& truth = stances_.back();
  truth.rise_s = std::min(f.rise_s, end_s_);
  truth.left_s = std::min(f.left_s, end_s_);
  if (!std::isfinite(f.left_s)) return;
  truth.leave_rad = f.leave_rad - truth.rest_rad;

  // From here on the foot rotates about the part that leaves last. What is left of earlier movement dies away first.
  const Vec3 part = touching_part_m(f.leave_rad);
  const RigidState now = rigid_at(f.rise_s, part);
  const double down_s = f.rise_s + 0.4 * (f.left_s - f.rise_s);
  const double stop_s = (down_s - f.rise_s) / 2;
  Phase phase = {f.rise_s, part, Curve(f.rise_s, {now.pos_m.x(), now.vel_mps.x(), now.acc_mps2.x()}),
                 Curve(f.rise_s, {now.pos_m.y(), now.vel_mps.y(), now.acc_mps2.y()}),
                 Curve(f.rise_s, {now.pos_m.z(), now.vel_mps.z(), now.acc_mps2.z()})};
  phase.x.reach(down_s, {now.pos_m.x() + now.vel_mps.x() * stop_s, 0, 0});
  phase.y.reach(down_s, {now.pos_m.y() + now.vel_mps.y() * stop_s, 0, 0});
  phase.z.reach(down_s, {f.z_m, 0, 0});
  phases_.push_back(phase);

  const double rate = kLeaveOverMean * (f.leave_rad - truth.rest_rad) / (f.left_s - f.rise_s);
  pitch_.reach(f.left_s, {f.leave_rad, rate, 0});
  tilt_.reach(f.left_s, {0, 0, 0});
  yaw_.reach(f.left_s, yaw_.at(yaw_.end_s()));
}

void FootMotion::swing(const Footfall& from, const Footfall& to) {
  StanceTruth truth;
  truth.landed_s = to.landed_s;
  // Who lands on the heel has the heel down.
  truth.rest_rad = to.landing.strike_rad > 0 ? 0 : to.rest_rad;
  truth.strike_rad = to.landing.strike_rad;
  const double longest_s = 0.8 * (std::min(to.rise_s, end_s_) - to.landed_s);
  const RollShape shape =
      roll_shape(to.landing, truth.strike_rad, to.roll_s, longest_s, person_.heel_to_ball_m, random_);
  truth.roll = shape.roll;
  truth.dips = shape.dips;
  truth.dip_rad = shape.dips > 0 ? to.landing.dip_rad : 0;
  truth.held_s = shape.held_s;
  truth.held_rad = shape.held_rad;
  truth.free_share = to.landing.free_share;
  stances_.push_back(truth);
  swing_angles(from, to, truth.rest_rad, shape);

  // The landing is known before the flight to it.
  const Phase landing = land(to);
  phases_.push_back(landing);
  const Ground ground(from, to);
  double bump_m = 0;
  do {
    // Up a stair the foot rises before it goes ahead, down a stair it goes ahead before it sinks.
    const double lead_m = std::min(2 * bump_m, kStairLead_m) * (ground.climb_m() > 0   ? -1
                                                                : ground.climb_m() < 0 ? 1
                                                                                       : 0);
    const Phase flight = fly(from, to, bump_m, lead_m);
    phases_.insert(phases_.end() - 1, flight);
    const double swing_s = to.landed_s - from.left_s;
    if ((least_clearance_m(ground, from.left_s, to.landed_s) > -0.0005 &&
         least_clearance_m(ground, from.left_s + 0.35 * swing_s, from.left_s + 0.65 * swing_s) > person_.clearance_m) ||
        bump_m > 0.25) {
      break;
    }
    phases_.erase(phases_.end() - 2);
    bump_m += 0.004;
  } while (true);
  stance(to, shape);
}

void FootMotion::swing_angles(const Footfall& from, const Footfall& to, double rest_rad, const RollShape& shape) {
  const double swing_s = to.landed_s - from.left_s;
  const double sign = to.landing.strike_rad > 0 ? 1 : -1;
  const Jet strike = {rest_rad + sign * shape.start.value, sign * shape.start.rate, sign * shape.start.acc};

  const Jet leave = pitch_.at(from.left_s);
  const double over_s = from.left_s + kOvershootShare * swing_s;
  const double over_rad = leave.value + leave.rate * kOvershootShare * swing_s / 2;
  const double steep_s = to.landed_s - kApproachShare * swing_s;
  const double steep_rad = strike.value - strike.rate * kApproachShare * swing_s / 2;
  const double mean_radps = (steep_rad - over_rad) / (steep_s - over_s);
  pitch_.reach(over_s, {over_rad, 0, 0});
  pitch_.reach((over_s + steep_s) / 2, {(over_rad + steep_rad) / 2, kSwingPeakOverMean * mean_radps, 0});
  pitch_.reach(steep_s, {steep_rad, 0, 0});
  pitch_.reach(to.landed_s, strike);

  const double inversion_rad = inversion_sign_ * random_.uniform(0.02, 0.08);  // feet land on their outer edge
  tilt_.reach(to.landed_s, {inversion_rad, 0, 0}, inversion_sign_ * random_.uniform(-0.02, 0.06));
  const double yaw_rad = turn_to_nearest(to.yaw_rad, yaw_.at(from.left_s).value);
  yaw_.reach(to.landed_s, {yaw_rad, 0, 0}, random_.vary(0, 0.04));
}

FootMotion::Phase FootMotion::land(const Footfall& f) {
  const Vec3 part = touching_part_m(f.landing.strike_rad);
  const Vec3 place = Vec3(f.x_m, f.y_m, f.z_m) + Eigen::AngleAxis<Real>(f.yaw_rad, Vec3::UnitZ()) * part;
  double down_mps = person_.landing_speed_mps * std::clamp(0.5 + 0.7 * f.speed_mps, 0.5, 1.5) * random_.vary(1, 0.2);
  double scuff_mps = person_.scuff_speed_mps * f.speed_mps * random_.vary(1, 0.2);
  if (person_.touch_down_mps > 0) {
    const double touch_mps = person_.touch_down_mps * random_.vary(1, 0.2);
    const double slope_rad = random_.uniform(0, kSteepestScuff_rad);
    down_mps = touch_mps * std::cos(slope_rad);
    scuff_mps = touch_mps * std::sin(slope_rad);
  }
  stances_.back().touch_down_mps = std::hypot(down_mps, scuff_mps);
  Phase phase = {f.landed_s, part, Curve(f.landed_s, {place.x(), scuff_mps * std::cos(f.heading_rad), 0}),
                 Curve(f.landed_s, {place.y(), scuff_mps * std::sin(f.heading_rad), 0}),
                 Curve(f.landed_s, {f.z_m, -down_mps, 0})};
  const double creep_m = random_.uniform(person_.creep_low_m, person_.creep_high_m);
  const double creep_rad = random_.uniform(0, 2 * kPi);  // no recording says which way a standing foot creeps
  const double until_s = std::min(f.rise_s, end_s_);
  const Ringing& ringing = f.landing.strike_rad > 0 ? person_.heel_ringing : person_.ball_ringing;
  phase.x.settle(until_s, ringing, creep_m * std::cos(creep_rad));
  phase.y.settle(until_s, ringing, creep_m * std::sin(creep_rad));
  phase.z.settle(until_s, ringing);
  return phase;
}

FootMotion::Phase FootMotion::fly(const Footfall& from, const Footfall& to, double bump_m, double lead_m) const {
  // The landing phase already stands at the end of phases_; the state at left_s still belongs to the one before it.
  const RigidState start = rigid_at(from.left_s, Vec3::Zero());
  const RigidState end = rigid_at(to.landed_s, Vec3::Zero());
  const auto curve = [&](int axis, double bump) {
    Curve path(from.left_s, {start.pos_m[axis], start.vel_mps[axis], start.acc_mps2[axis]});
    path.reach(to.landed_s, {end.pos_m[axis], end.vel_mps[axis], end.acc_mps2[axis]}, bump);
    return path;
  };
  return {from.left_s, Vec3::Zero(), curve(0, lead_m * std::cos(to.heading_rad)),
          curve(1, lead_m * std::sin(to.heading_rad)), curve(2, bump_m)};
}

void FootMotion::stance(const Footfall& f, const RollShape& shape) {
  const double until_s = std::min(f.rise_s, end_s_);
  const double sign = f.landing.strike_rad > 0 ? 1 : -1;
  const double rest_rad = stances_.back().rest_rad;
  for (const RollShape::Point& p : shape.points) {
    pitch_.reach(f.landed_s + p.after_s,
                 {rest_rad + sign * p.left_rad.value, sign * p.left_rad.rate, sign * p.left_rad.acc});
  }
  measure_roll(stances_.back(), pitch_.end_s());
  // The upper flexes over the planted sole as the leg passes.
  const double settled_s = until_s - pitch_.end_s() > 1.2 ? pitch_.end_s() + 0.6 : until_s;
  const double bump_rad = random_.uniform(0.3, 1.0) * person_.flex_rad * (random_.uniform(0, 1) < 0.5 ? -1 : 1);
  pitch_.settle(settled_s, person_.roll_ringing, 0, bump_rad);
  tilt_.reach(std::min(f.landed_s + 1.3 * f.roll_s, 0.5 * (f.landed_s + settled_s)), {0, 0, 0});
  tilt_.reach(settled_s, {0, 0, 0}, random_.uniform(-0.3, 0.3) * person_.flex_rad);
  yaw_.reach(settled_s, yaw_.at(yaw_.end_s()));
  stay_until(until_s);
  rise(f);
  find_flat(stances_.back());
}

void FootMotion::measure_roll(StanceTruth& truth, double down_s) const {
  constexpr double kStep_s = 0.0005;
  const double sign = truth.strike_rad > 0 ? -1 : 1;  // of the rotation towards flat
  truth.down_s = down_s;
  truth.down_radps = sign * pitch_.at(down_s).rate;
  truth.peak_radps = truth.down_radps;
  // NOLINTNEXTLINE(clang-analyzer-security.FloatLoopCounter): one step more or less does not matter
  for (double t_s = truth.landed_s; t_s < down_s; t_s += kStep_s) {
    truth.peak_radps = std::max(truth.peak_radps, sign * pitch_.at(t_s).rate);
  }
}

void FootMotion::find_flat(StanceTruth& truth) const {
  constexpr double kStep_s = 0.0005;
  double t_s = truth.rise_s;
  while (t_s > truth.landed_s && std::abs(pitch_.at(t_s - kStep_s).value - truth.rest_rad) <= kFlatWithin_rad) {
    t_s -= kStep_s;
  }
  truth.flat_s = std::max(t_s, truth.landed_s);
}

double FootMotion::least_clearance_m(const Ground& ground, double from_s, double to_s) const {
  const int steps = ground.climb_m() == 0 ? 24 : 96;  // the edge of a tread is quickly passed
  double least_m = 1;
  for (int i = 1; i < steps; ++i) {
    const double t_s = from_s + (to_s - from_s) * i / steps;
    for (const Vec3& part : {heel_m(), ball_m()}) {
      const Vec3 pos_m = rigid_at(t_s, part).pos_m;
      least_m = std::min(least_m, pos_m.z() - ground.height_m(pos_m));
    }
  }
  return least_m;
}

}  // namespace backstep::walker
