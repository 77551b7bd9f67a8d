#include "dsp/trajectory/swing_tracker.h"

#include <algorithm>
#include <cmath>

#include "dsp/base/so3.h"

namespace backstep {
SwingTracker::SwingTracker(Real rate_hz, const TrackerConfig& config, const Vec3& bias_radps, Real bias_sd_radps)
    : rate_hz_(rate_hz), config_(config), attitude_(config.attitude) {
  attitude_.start(Vec3::UnitZ(), kPi, bias_radps, bias_sd_radps);
}

void SwingTracker::restart(std::int64_t begin) {
  begin_ = begin;
  moved_since_begin_ = anchored_ = lost_ = false;
  unproven_.reset();
  doubted_count_ = 0;
}

void SwingTracker::lose() {
  anchored_ = false;
  lost_ = true;
  unproven_.reset();
  doubted_count_ = 0;
}

std::optional<std::int64_t> SwingTracker::doubtful() const {
  if (unproven_) {
    return unproven_->index;
  }
  return doubted_count_ > 0 ? std::optional(doubted_[0].rest.index) : std::nullopt;
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
  Stance out;
  // A foot that stands is at rest, whatever came before.
  const auto certain = std::max<std::int64_t>(1, static_cast<std::int64_t>(rate_hz_ * config_.gate.certain_s));
  if (unproven_ && index > unproven_->index && (index - unproven_->index) % certain == 0 &&
      stands(ring, index - certain, index, foot)) {
    out.proven = true;
    out.after_loss = lost_;
    const RestCandidate first = *unproven_;
    if (landed_since_begin_) {
      out.landing = from_begin(ring, first, foot);
    }
    prove();
  }
  // The quietest instant of the stance; an old one gives way to a later one nearly as quiet.
  quiet_level_ = std::max(quiet_level_, Real(1e-4)) * (1 + 2 / rate_hz_);
  if (k.quick_radps < quiet_level_) {
    quiet_level_ = k.quick_radps;
    quiet_ = index;
  }
  const bool long_ago = k.t_us - ring[anchor_].t_us > 1'000'000;
  if (quiet_ > anchor_ && (leaving || long_ago)) {
    doubt_bias(ring, index);
    out.stretch = move_anchor(ring, foot);
    out.left = !out.stretch && !leaving;
    if (out.stretch && unproven_) {
      if (landed_since_begin_) {
        // The landing that led here is still to be told: it ends at this instant instead.
        unproven_ = out.stretch->rest;
        position_ = out.stretch->origin_m;
        out.stretch.reset();
      } else {
        begin_ = anchor_;  // should this be no rest after all, a landing begins after what is told now
      }
    }
  }
  return out;
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
    attitude_.correct_bias(mean, config_.standstill.bias_sd_radps);
  }
  TrackedSwing out{rest, {.index = quiet_, .unrest_radps = ring[quiet_].unrest_radps, .flat = true}, position_};
  position_ += rest.displacement_m();
  anchor_ = quiet_;
  return out;
}

/// A standstill since the anchor overrules what was believed of the bias: it may be of another day, or of other shoes.
void SwingTracker::doubt_bias(const SampleRing& ring, std::int64_t end) {
  const auto seen = standstill_rate(ring, anchor_, end, attitude_.bias(), config_.standstill);
  if (!seen) {
    return;
  }
  const Real off = (*seen - attitude_.bias()).norm();
  const Real sd =
      std::hypot(config_.standstill.bias_sd_radps, std::sqrt(attitude_.bias_covariance().diagonal().maxCoeff()));
  if (off > config_.standstill.surprise_sds * sd) {
    attitude_.restart_bias(*seen, config_.standstill.bias_sd_radps,
                           off * seconds(ring[end - 1].t_us - ring[anchor_].t_us));
  }
}

/// A first rest, to be proven.
SwingTracker::Answer SwingTracker::begin_at(const SampleRing& ring, const RestCandidate& c) {
  start_at(ring, c);
  unproven_ = c;
  landed_since_begin_ = moved_since_begin_ && !lost_;
  doubted_count_ = 0;
  Answer out;
  out.believed = out.unproven = true;
  return out;
}

std::optional<TrackedSwing> SwingTracker::finish(const SampleRing& ring, const TrackedFoot& foot) {
  if (!unproven_ || !landed_since_begin_ || unrest_around(ring, anchor_, ring.end()) > config_.still_radps) {
    return std::nullopt;
  }
  const RestCandidate first = *unproven_;
  prove();
  return from_begin(ring, first, foot);
}

void SwingTracker::prove() {
  unproven_.reset();
  lost_ = false;
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
    return begin_at(ring, c);
  }
  AttitudeFilter before = attitude_;
  Real innovation_rad = 0;
  SwingSmoother swing = correct_and_smooth(ring, c, foot, innovation_rad);
  const Real unrest = unrest_around(ring, c.index, known_until);
  const Real anchor_unrest = unrest_around(ring, anchor_, known_until);
  Belief b = belief(ring, c, swing, innovation_rad, known_until, foot);
  if (b == Belief::closes && (rested_between(ring, c, foot, config_.gate.between_speed_share) != nullptr ||
                              passes_stiller(swing, std::min(unrest, anchor_unrest)))) {
    b = Belief::none;
  }
  const bool stiller = unrest < config_.gate.stiller_share * anchor_unrest;
  if (unproven_ && b != Belief::none && (b == Belief::stands || (stiller && anchor_unrest > config_.moving_radps))) {
    attitude_ = before;
    return begin_at(ring, c);
  }
  if (b != Belief::none) {
    out.believed = true;
    out.after_loss = lost_;
    if (unproven_) {
      const RestCandidate first = *unproven_;
      attitude_ = before;
      out.proven = first.index;
      if (landed_since_begin_) {
        out.landing = from_begin(ring, first, foot);
      }
      prove();
      before = attitude_;
      swing = correct_and_smooth(ring, c, foot, innovation_rad);
    }
    const std::size_t most = out.landing ? 1 : out.swings.size() - 1;  // at most three motions end at once
    for (std::size_t i = 0; i < most; ++i) {
      const auto between = rest_within(ring, swing);
      if (!between) {
        break;
      }
      const AttitudeFilter after = attitude_;
      attitude_ = before;
      const SwingSmoother part = correct_and_smooth(ring, *between, foot, innovation_rad);
      const bool falls =
          falls_flat(swing.duration_s() - part.duration_s(), swing.displacement_m() - part.displacement_m());
      if (part.duration_s() < config_.min_swing_s || falls ||
          part.closing_velocity_mps().norm() > config_.gate.begin_speed_share * part.peak_speed_mps()) {
        attitude_ = after;
        break;
      }
      out.swings[i] = advance(ring, *between, part);
      before = attitude_;
      swing = correct_and_smooth(ring, c, foot, innovation_rad);
    }
    // A landing like the one before is how the foot stands; one with its heel up, or on a stone, is not yet.
    if (stepped(swing) && held_up_rad(swing, foot) < config_.gate.max_pitch_step_rad / 2) {
      landed_ = swing.end_attitude();
    }
    out.swings.back() = advance(ring, c, swing);
    doubted_count_ = 0;
    return out;
  }
  attitude_ = before;
  if (const Doubted* d = rested_between(ring, c, foot, config_.gate.begin_speed_share)) {
    // The motion since that one closes well: the integration had lost its way before, and it was a rest after all.
    const RestCandidate missed = d->rest;
    doubted_count_ = 0;
    out.believed = true;
    out.after_loss = lost_;
    if (unproven_) {
      start_at(ring, missed);
      out.proven = missed.index;
      if (!lost_) {
        out.landing = from_begin(ring, missed, foot);
      }
      prove();
    } else {
      out.swings[0] = advance(ring, missed, correct_and_smooth(ring, missed, foot, innovation_rad));
    }
    out.swings.back() = advance(ring, c, correct_and_smooth(ring, c, foot, innovation_rad));
    return out;
  }
  if (unproven_ && stiller) {
    return begin_at(ring, c);
  }
  doubt(c, unrest);
  return out;
}

void SwingTracker::start_at(const SampleRing& ring, const RestCandidate& c) {
  // Heading zero; the bias and what is known of it stay.
  const Real bias_sd = std::sqrt(attitude_.bias_covariance().diagonal().maxCoeff());
  attitude_.start(mean_acc_mps2(ring, c.index), rest_tilt_sd(ring[c.index].unrest_radps), attitude_.bias(), bias_sd);
  landed_ = attitude_.attitude();
  anchored_ = true;
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
  const AttitudeFilter at_rest = attitude_;
  while (true) {
    const Real duration_s = seconds(ring[c.index].t_us - ring[begin].t_us);
    if (duration_s < config_.min_swing_s || duration_s > config_.max_swing_s) {
      return std::nullopt;
    }
    const SwingSmoother swing = landing_since(ring, begin, c, foot);
    const auto between = rest_within(ring, swing);
    if (!between) {
      return advance(ring, c, swing);
    }
    begin = between->index;  // more than one swing: the last of them is the landing
    attitude_ = at_rest;
  }
}

/// The motion from `begin` to the rest at which the attitude now is: from a rest, where it closes as if from one.
SwingSmoother SwingTracker::landing_since(const SampleRing& ring, std::int64_t begin, const RestCandidate& c,
                                          const TrackedFoot& foot) {
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
    return settle_tilt(ring, a, begin, c.index, foot.gravity_mps2);
  }
  a.moving_start = true;
  return {ring, begin, c.index, a, foot.gravity_mps2, config_.swing};
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

SwingSmoother SwingTracker::swing_until(const SampleRing& ring, std::int64_t index, const TrackedFoot& foot) const {
  SwingAttitude a{attitude_.attitude(), attitude_.bias()};
  a.start_vel_mps = rest_velocity_mps(ring, anchor_, a.q_start, foot);
  const Turn turn = turn_between(ring, anchor_, index, a.q_start, a.bias_radps, config_.swing);
  a.end_vel_mps = rest_velocity_mps(ring, index, turn.q_end, foot);
  a.rest_speed_sd_mps = std::hypot(rest_speed_sd(ring, anchor_, anchor_), config_.gate.landed_speed_sd_mps);
  a.tilt_sd_rad = tilt_sd_rad();
  return {ring, anchor_, index, a, foot.gravity_mps2, config_.swing};
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
