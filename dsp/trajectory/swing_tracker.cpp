#include "dsp/trajectory/swing_tracker.h"

#include <algorithm>
#include <cmath>

#include "dsp/base/so3.h"

namespace backstep {
namespace {

Real seconds(std::int64_t us) { return static_cast<Real>(us) * Real(1e-6); }

Real elevation(const Quat& q_world_sensor, const Vec3& axis_sensor) {
  return std::asin(std::clamp((q_world_sensor * axis_sensor).z(), Real(-1), Real(1)));
}

}  // namespace

SwingTracker::SwingTracker(Real rate_hz, const TrackerConfig& config, const Vec3& bias_radps, Real bias_sd_radps)
    : rate_hz_(rate_hz), config_(config), attitude_(config.attitude) {
  attitude_.start(Vec3::UnitZ(), kPi, bias_radps, bias_sd_radps);
}

void SwingTracker::restart(std::int64_t begin) {
  begin_ = begin;
  moved_since_begin_ = anchored_ = lost_ = false;
  doubtful_.reset();
}

void SwingTracker::lose() {
  anchored_ = false;
  lost_ = true;
  doubtful_.reset();
}

std::optional<std::int64_t> SwingTracker::doubtful() const {
  return doubtful_ ? std::optional(doubtful_->index) : std::nullopt;
}

Real SwingTracker::tilt_sd_rad() const {
  return std::sqrt(attitude_.attitude_covariance().diagonal().head<2>().mean());
}

Vec3 SwingTracker::mean_around(const SampleRing& ring, std::int64_t index, Vec3 KeptSample::*what) const {
  // Never across lost samples: what lies beyond them may be the middle of a swing.
  const auto half = static_cast<std::int64_t>(std::lround(rate_hz_ * Real(0.025)));
  Vec3 sum = ring[index].*what;
  Real n = 1;
  for (std::int64_t i = index - 1; i >= std::max(ring.begin(), index - half) && !ring.after_gap(i + 1); --i) {
    sum += ring[i].*what;
    n += 1;
  }
  for (std::int64_t i = index + 1; i <= std::min(ring.end() - 1, index + half) && !ring.after_gap(i); ++i) {
    sum += ring[i].*what;
    n += 1;
  }
  return sum / n;
}

Vec3 SwingTracker::mean_acc_mps2(const SampleRing& ring, std::int64_t index) const {
  return mean_around(ring, index, &KeptSample::acc_mps2);
}

Vec3 SwingTracker::rest_velocity_mps(const SampleRing& ring, std::int64_t index, const Quat& q_world_sensor,
                                     const TrackedFoot& foot) const {
  Vec3 rate = mean_around(ring, index, &KeptSample::gyr_radps) - attitude_.bias();
  rate *= std::min(Real(1), config_.gate.max_roll_radps / std::max(rate.norm(), Real(1e-6)));
  return q_world_sensor * foot.sole_sensor_m.cross(rate);
}

/// Of the velocities of two rests, each told from the roll of the foot.
Real SwingTracker::rest_speed_sd(const SampleRing& ring, std::int64_t first, std::int64_t last) const {
  const Real unrest = std::hypot(ring[first].unrest_radps, ring[last].unrest_radps) / std::sqrt(Real(2));
  return std::hypot(config_.swing.rest_speed_sd_mps, config_.swing.rest_lever_sd_m * unrest);
}

Real SwingTracker::rest_tilt_sd(Real unrest_radps) const {
  return config_.attitude.rest_tilt_sd_rad + config_.attitude.unrest_tilt_s * unrest_radps;
}

SwingTracker::Stance SwingTracker::follow(const SampleRing& ring, std::int64_t index, bool resting, bool leaving,
                                          const TrackedFoot& foot) {
  const KeptSample& k = ring[index];
  moved_since_begin_ = moved_since_begin_ || k.unrest_radps > config_.moving_radps;
  if (!resting || !anchored_) {
    return {};
  }
  // The quietest instant of the stance; an old one gives way to a later one nearly as quiet.
  quiet_level_ = std::max(quiet_level_, Real(1e-4)) * (1 + 2 / rate_hz_);
  if (k.quick_radps < quiet_level_) {
    quiet_level_ = k.quick_radps;
    quiet_ = index;
  }
  const bool long_ago = k.t_us - ring[anchor_].t_us > 1'000'000;
  if (quiet_ > anchor_ && (leaving || long_ago)) {
    const auto stretch = move_anchor(ring, foot);
    return {.stretch = stretch, .left = !stretch && !leaving};
  }
  return {};
}

std::optional<TrackedSwing> SwingTracker::move_anchor(const SampleRing& ring, const TrackedFoot& foot) {
  SwingAttitude a{attitude_.attitude(), attitude_.bias()};
  a.start_vel_mps = rest_velocity_mps(ring, anchor_, a.q_start, foot);
  a.end_vel_mps = rest_velocity_mps(ring, quiet_, a.q_start, foot);
  a.rest_speed_sd_mps = rest_speed_sd(ring, anchor_, quiet_);
  const SwingSmoother rest(ring, anchor_, quiet_, a, foot.gravity_mps2, config_.swing);
  if (rest.peak_speed_mps() > config_.gate.max_stance_mps) {
    quiet_ = anchor_;
    quiet_level_ = ring[anchor_].quick_radps;
    return std::nullopt;
  }
  // A standstill long enough to see the bias itself: the rate hardly varies.
  Vec3 sum = Vec3::Zero();
  Real square = 0, most = 0;
  const auto n = static_cast<Real>(quiet_ - anchor_);
  for (std::int64_t i = anchor_; i < quiet_; ++i) {
    sum += ring[i].gyr_radps;
    square += ring[i].gyr_radps.squaredNorm();
    most = std::max(most, ring[i].quick_radps);
  }
  const Vec3 mean = sum / n;
  const Real sd = std::sqrt(std::max(Real(0), square / n - mean.squaredNorm()));
  const bool standstill = rest.duration_s() > Real(0.4) && sd < Real(0.03) && most < Real(0.1) + mean.norm();

  const Turn turn = turn_between(ring, anchor_, quiet_, a.q_start, a.bias_radps, config_.swing);
  attitude_.propagate(turn.q_end, turn.integral_r_s, turn.duration_s, 0, turn.hidden_variance_rad2);
  if (rest.duration_s() > Real(0.05)) {
    attitude_.correct_tilt(mean_acc_mps2(ring, quiet_), rest_tilt_sd(ring[quiet_].unrest_radps));
  }
  if (standstill) {
    attitude_.correct_bias(mean, Real(0.003));
  }
  TrackedSwing out{rest, {.index = quiet_, .unrest_radps = ring[quiet_].unrest_radps, .flat = true}, position_};
  position_ += rest.displacement_m();
  anchor_ = quiet_;
  return out;
}

SwingTracker::Answer SwingTracker::propose(const SampleRing& ring, const RestCandidate& c, std::int64_t known_until,
                                           const TrackedFoot& foot) {
  Answer out;
  const Real force_mps2 = mean_acc_mps2(ring, c.index).norm();
  if (force_mps2 < config_.gate.least_gravity * kGravity_mps2 ||
      force_mps2 > config_.gate.most_gravity * kGravity_mps2) {
    return out;
  }
  if (!anchored_) {
    if (std::abs(force_mps2 / foot.gravity_mps2 - 1) > config_.gate.max_gravity_error && !c.flat) {
      return out;
    }
    out.believed = true;
    out.after_loss = lost_;
    const bool moved_before = moved_since_begin_ && !lost_;
    start_at(ring, c);
    if (moved_before) {
      out.swings[0] = from_begin(ring, c, foot);
    }
    return out;
  }
  const AttitudeFilter before = attitude_;
  Real innovation_rad = 0;
  const SwingSmoother swing = correct_and_smooth(ring, c, foot, innovation_rad);
  const bool rested_between =
      doubtful_ && doubtful_->index > anchor_ && rested_at_doubtful(ring, c, foot, config_.gate.between_speed_share);
  if (!rested_between && believed(ring, c, swing, innovation_rad, known_until, foot)) {
    out.believed = true;
    // A landing like the one before is how the foot stands; one with its heel up, or on a stone, is not yet.
    if (stepped(swing) && held_up_rad(swing, foot) < config_.gate.max_pitch_step_rad / 2) {
      landed_ = swing.end_attitude();
    }
    out.swings[0] = advance(ring, c, swing);
    doubtful_.reset();
    return out;
  }
  attitude_ = before;
  if (doubtful_ && doubtful_->index > anchor_ && rested_at_doubtful(ring, c, foot, config_.gate.begin_speed_share)) {
    // The motion since that one closes well: the integration had lost its way before, and it was a rest after all.
    const RestCandidate missed = *doubtful_;
    doubtful_.reset();
    out.believed = true;
    out.swings[0] = advance(ring, missed, correct_and_smooth(ring, missed, foot, innovation_rad));
    out.swings[1] = advance(ring, c, correct_and_smooth(ring, c, foot, innovation_rad));
    return out;
  }
  // A still foot that was doubted is not forgotten for a dip in the next swing.
  if (c.flat || !doubtful_ || !doubtful_->flat) {
    doubtful_ = c;
  }
  return out;
}

bool SwingTracker::stepped(const SwingSmoother& swing) const {
  return swing.peak_speed_mps() > config_.gate.max_stance_mps;
}

Real SwingTracker::held_up_rad(const SwingSmoother& swing, const TrackedFoot& foot) const {
  const Real pitch_rad = elevation(swing.end_attitude(), foot.x_axis_sensor);
  return std::min(std::abs(pitch_rad - elevation(swing.start_attitude(), foot.x_axis_sensor)),
                  std::abs(pitch_rad - elevation(landed_, foot.x_axis_sensor)));
}

bool SwingTracker::believed(const SampleRing& ring, const RestCandidate& c, const SwingSmoother& swing,
                            Real innovation_rad, std::int64_t known_until, const TrackedFoot& foot) const {
  // After a step, that is: in stance a foot may tilt as it likes.
  const Real held_rad = stepped(swing) ? held_up_rad(swing, foot) : Real(0);
  const Real speed_share = swing.closing_velocity_mps().norm() / std::max(swing.peak_speed_mps(), Real(0.3));
  const Real doubt = speed_share / config_.gate.max_speed_share + innovation_rad / config_.gate.max_tilt_rad +
                     held_rad / config_.gate.max_held_rad;
  // Quite still and yet a little steeper: a heel that is just held up looks so, and comes down again.
  const bool may_come_down =
      held_rad > config_.gate.flat_rad && ring[c.index].unrest_radps < config_.gate.held_still_radps;
  if (doubt < 1 && held_rad < config_.gate.max_pitch_step_rad && !may_come_down) {
    return true;
  }
  const auto certain = static_cast<std::int64_t>(rate_hz_ * config_.gate.certain_s);
  return c.flat && stands(ring, std::max(swing.begin(), known_until - certain), known_until, foot);
}

/// Whether the foot was still, and by its own force and rate did not travel, in [begin, end).
bool SwingTracker::stands(const SampleRing& ring, std::int64_t begin, std::int64_t end, const TrackedFoot& foot) const {
  for (std::int64_t i = begin; i < end; ++i) {
    if (ring[i].quick_radps > config_.still_radps) {
      return false;
    }
  }
  // Its mean force is gravity: a foot that glides through the middle of a swing then seems to speed up and slow down.
  SwingAttitude a{Quat::Identity(), attitude_.bias()};
  Quat turned = Quat::Identity();
  Vec3 force = ring[begin].acc_mps2;
  for (std::int64_t i = begin + 1; i < end; ++i) {
    const Vec3 rate = (ring[i - 1].gyr_radps + ring[i].gyr_radps) / 2 - a.bias_radps;
    turned = turned * exp_so3(rate * seconds(ring[i].t_us - ring[i - 1].t_us));
    force += turned * ring[i].acc_mps2;
  }
  a.q_start = shortest_rotation(force.normalized(), Vec3::UnitZ());
  return SwingSmoother(ring, begin, end - 1, a, foot.gravity_mps2, config_.swing).peak_speed_mps() <
         config_.gate.certain_mps;
}

bool SwingTracker::rested_at_doubtful(const SampleRing& ring, const RestCandidate& c, const TrackedFoot& foot,
                                      Real max_speed_share) const {
  const Vec3 up = mean_acc_mps2(ring, doubtful_->index).normalized();
  SwingAttitude level{shortest_rotation(up, Vec3::UnitZ()), attitude_.bias()};
  level.tilt_sd_rad = rest_tilt_sd(ring[doubtful_->index].unrest_radps);
  const SwingSmoother trial(ring, doubtful_->index, c.index, level, foot.gravity_mps2, config_.swing);
  // A step, not a heel that was held up and came down.
  return trial.duration_s() > config_.min_swing_s && trial.peak_speed_mps() > 2 * config_.gate.max_stance_mps &&
         trial.closing_velocity_mps().norm() < max_speed_share * trial.peak_speed_mps();
}

void SwingTracker::start_at(const SampleRing& ring, const RestCandidate& c) {
  // Heading zero; the bias and what is known of it stay.
  const Real bias_sd = std::sqrt(attitude_.bias_covariance().diagonal().maxCoeff());
  attitude_.start(mean_acc_mps2(ring, c.index), rest_tilt_sd(ring[c.index].unrest_radps), attitude_.bias(), bias_sd);
  landed_ = attitude_.attitude();
  anchored_ = true;
  lost_ = moved_since_begin_ = false;
  anchor_ = quiet_ = c.index;
  quiet_level_ = ring[c.index].quick_radps;
}

std::optional<TrackedSwing> SwingTracker::from_begin(const SampleRing& ring, const RestCandidate& c,
                                                     const TrackedFoot& foot) {
  // The quietest of the first instants: the rest that the recording may have begun in.
  std::int64_t begin = std::max(begin_, ring.begin());
  const auto last = std::min(c.index - 1, begin + static_cast<std::int64_t>(rate_hz_ * Real(0.1)));
  for (std::int64_t i = begin; i <= last; ++i) {
    begin = ring[i].quick_radps < ring[begin].quick_radps ? i : begin;
  }
  const Real duration_s = seconds(ring[c.index].t_us - ring[begin].t_us);
  if (duration_s < config_.min_swing_s || duration_s > config_.max_swing_s) {
    return std::nullopt;
  }
  Quat turned = Quat::Identity();
  for (std::int64_t i = begin; i < c.index; ++i) {
    const Vec3 rate = (ring[i].gyr_radps + ring[i + 1].gyr_radps) / 2 - attitude_.bias();
    turned = turned * exp_so3(rate * seconds(ring[i + 1].t_us - ring[i].t_us));
  }
  SwingAttitude a{attitude_.attitude() * turned.conjugate(), attitude_.bias()};
  a.end_vel_mps = rest_velocity_mps(ring, c.index, attitude_.attitude(), foot);
  a.rest_speed_sd_mps = rest_speed_sd(ring, c.index, c.index);
  a.tilt_sd_rad = std::max(tilt_sd_rad(), config_.attitude.rest_tilt_sd_rad);
  const SwingSmoother trial(ring, begin, c.index, a, foot.gravity_mps2, config_.swing);
  if (trial.closing_velocity_mps().norm() < config_.gate.begin_speed_share * trial.peak_speed_mps()) {
    return advance(ring, c, settle_tilt(ring, a, begin, c.index, foot.gravity_mps2));
  }
  a.moving_start = true;
  return advance(ring, c, SwingSmoother(ring, begin, c.index, a, foot.gravity_mps2, config_.swing));
}

SwingSmoother SwingTracker::correct_and_smooth(const SampleRing& ring, const RestCandidate& c, const TrackedFoot& foot,
                                               Real& innovation_rad) {
  SwingAttitude a{attitude_.attitude(), attitude_.bias()};
  a.start_vel_mps = rest_velocity_mps(ring, anchor_, a.q_start, foot);
  const Turn turn = turn_between(ring, anchor_, c.index, a.q_start, a.bias_radps, config_.swing);
  a.end_vel_mps = rest_velocity_mps(ring, c.index, turn.q_end, foot);
  a.rest_speed_sd_mps = rest_speed_sd(ring, anchor_, c.index);
  attitude_.propagate(turn.q_end, turn.integral_r_s, turn.duration_s, turn.rotation_rad, turn.hidden_variance_rad2);
  const auto fix = attitude_.correct_tilt(mean_acc_mps2(ring, c.index), rest_tilt_sd(ring[c.index].unrest_radps));
  innovation_rad = fix.innovation_rad.norm();
  a.q_start = (exp_so3(fix.start_theta_rad) * a.q_start).normalized();
  a.bias_radps += fix.bias_radps;
  // To first order, which a bias that is already known allows.
  const bool small = fix.bias_radps.norm() * turn.duration_s < Real(0.002);
  const Quat by_gyro = small ? exp_so3(fix.start_theta_rad - turn.integral_r_s * fix.bias_radps) * turn.q_end
                             : turn_between(ring, anchor_, c.index, a.q_start, a.bias_radps, config_.swing).q_end;
  a.end_theta_rad = log_so3(attitude_.attitude() * by_gyro.conjugate());
  return settle_tilt(ring, a, anchor_, c.index, foot.gravity_mps2);
}

SwingSmoother SwingTracker::settle_tilt(const SampleRing& ring, SwingAttitude& a, std::int64_t begin, std::int64_t end,
                                        Real gravity_mps2) {
  a.tilt_sd_rad = tilt_sd_rad();
  SwingSmoother swing(ring, begin, end, a, gravity_mps2, config_.swing);
  // A closing velocity is mostly tilt: e = g T (-theta_y, theta_x). What it tells goes on into the next swing.
  const Real lever = gravity_mps2 * swing.duration_s();
  const Vec3 e = swing.closing_velocity_mps();
  const AttitudeFilter::Vec2 theta(e.y() / lever, -e.x() / lever);
  const Real floor = config_.gate.closing_tilt_sd_rad;
  const Real variance = swing.closing_walk_m2ps2().x() / (lever * lever) + floor * floor;  // y has the same walk as x
  const Quat before = attitude_.attitude();
  attitude_.correct_tilt_error(theta, AttitudeFilter::Mat2::Identity() * variance);
  const Vec3 step = log_so3(attitude_.attitude() * before.conjugate());
  if (step.norm() < config_.gate.resmooth_rad) {
    return swing;
  }
  a.q_start = (exp_so3(step) * a.q_start).normalized();
  a.tilt_sd_rad = tilt_sd_rad();
  return {ring, begin, end, a, gravity_mps2, config_.swing};
}

TrackedSwing SwingTracker::advance(const SampleRing& ring, const RestCandidate& c, const SwingSmoother& swing) {
  TrackedSwing out{swing, c, position_};
  position_ += swing.displacement_m();
  anchor_ = quiet_ = c.index;
  quiet_level_ = ring[c.index].quick_radps;
  return out;
}

}  // namespace backstep
