#include "dsp/parameters/stride_builder.h"

#include <algorithm>
#include <cmath>

namespace backstep {
namespace {

/// Whether nothing is known at emission that spoils length and time.
bool usable(const QualityBits& q) {
  for (const Quality spoiler : {Quality::gap, Quality::turn, Quality::gyr_clipped, Quality::too_long,
                                Quality::uncalibrated, Quality::slip, Quality::implausible}) {
    if (q.has(spoiler)) {
      return false;
    }
  }
  return true;
}

}  // namespace

StrideBuilder::StrideBuilder(Foot foot, const BuilderConfig& config) : foot_(foot), config_(config) {}

Stride StrideBuilder::build(const StrideFacts& f) {
  Stride s;
  s.foot = foot_;
  s.number = ++strides_;
  s.quality = f.quality;
  fill_times(s, f);
  const SwingShape shape = measure_shape(f.swing, f.motion, f.events);
  fill_displacement(s, f, shape);
  if (f.toes_known) {
    fill_contact(s, f);
    fill_foot_angles(s, f, shape);
  } else {
    s.quality.set(Quality::mounting_unknown);
  }
  s.floor_turn_rad = f.floor_turn_rad;
  compare_with_last(s, shape);
  // A foot set down where it was has made no stride.
  const Real least_m = config_.direction.least_stride_m;
  s.used = usable(s.quality) && s.stride_length_m.value_or(least_m) >= least_m;
  last_ic_us_ = f.events.t_ic_us;
  return s;
}

void StrideBuilder::compare_with_last(Stride& s, const SwingShape& shape) {
  if (last_pitch_ && last_direction_ == s.direction) {
    s.alikeness = correlation(*last_pitch_, shape.pitch_rad);
  }
  last_pitch_ = shape.pitch_rad;
  last_direction_ = s.direction;
}

std::optional<Real> StrideBuilder::stance_before_s(const StrideEvents& e) const {
  if (!last_ic_us_ || seconds(e.t_ic_us - *last_ic_us_) > config_.max_stride_s) {
    return std::nullopt;
  }
  return seconds(e.t_tc_us - *last_ic_us_);
}

Stride StrideBuilder::build_lost(std::int64_t t_ff_us, QualityBits quality) {
  Stride s;
  s.foot = foot_;
  s.number = ++strides_;
  s.t_ff_us = t_ff_us;
  s.quality = quality;
  s.used = false;
  forget_contact();
  return s;
}

void StrideBuilder::fill_times(Stride& s, const StrideFacts& f) const {
  const StrideEvents& e = f.events;
  s.t_ic_us = e.t_ic_us;
  const Real by_shock_s = std::sqrt(e.shock_share) * std::hypot(config_.shock_time_sd_s, config_.touch_sd_s);
  s.t_ic_sd_s = e.soft ? std::hypot(e.soft->t_sd_s, by_shock_s) : e.ic_shock ? by_shock_s : config_.landing_time_sd_s;
  s.t_ff_us = e.t_ff_us;
  if (f.swing.moving_start()) {
    return;
  }
  s.t_start_us = std::min({e.t_start_us, e.t_tc_us, e.t_fr_us.value_or(e.t_tc_us)});  // rest ends with the rise
  s.t_fr_us = e.t_fr_us;
  s.t_tc_us = e.t_tc_us;
  s.t_tc_sd_s = e.t_tc_sd_s;
  s.swing_time_s = seconds(e.t_ic_us - e.t_tc_us);
  s.stance_time_s = stance_before_s(e);
  if (!s.stance_time_s) {
    return;
  }
  s.stride_time_s = seconds(e.t_ic_us - *last_ic_us_);
  s.cadence_spm = 120 / *s.stride_time_s;
}

void StrideBuilder::fill_displacement(Stride& s, const StrideFacts& f, const SwingShape& shape) const {
  if (f.swing.moving_start()) {
    return;
  }
  const Vec3 d = f.swing.displacement_m();
  const Real start = f.motion.heading_rad(f.swing.start_attitude());
  const Real end = f.motion.heading_rad(f.swing.end_attitude());
  // The rests tell the turn but for whole circles (the heading of a foot on its toe tip means nothing); the vertical
  // rate tells how many.
  const Real turn = end - start + 2 * kPi * std::round((shape.turned_rad - (end - start)) / (2 * kPi));
  const Real heading = start + turn / 2;
  const Vec3 ahead(std::cos(heading), std::sin(heading), 0), aside(-ahead.y(), ahead.x(), 0);
  s.stride_length_m = d.head<2>().norm();
  s.height_m = d.z();
  s.sensor_rise_m = shape.highest_m;
  s.turn_rad = turn;
  if (s.stride_time_s && *s.stride_time_s > 0) {
    s.speed_mps = *s.stride_length_m / *s.stride_time_s;
  }
  const Vec3 along = *s.stride_length_m > Real(0.01) ? Vec3(Vec3(d.x(), d.y(), 0) / *s.stride_length_m) : ahead;
  const Real variance = f.variance_share * along.cwiseAbs2().dot(f.swing.displacement_variance_m2());
  // An accelerometer whose gravity reads wrong is as wrong about lengths.
  s.stride_length_sd_m =
      std::hypot(std::sqrt(std::max(Real(0), variance)), std::hypot(f.scale_sd, config_.scale_sd) * *s.stride_length_m);
  // A foot that whips round in its swing and back on the floor has not turned.
  if (std::abs(turn + f.floor_turn_rad) > config_.direction.turn_limit_rad) {
    s.quality.set(Quality::turn);
  }
  if (f.toes_known) {
    s.forward_m = d.dot(ahead);
    s.lateral_m = d.dot(aside);
    s.direction = direction_of(*s.forward_m, *s.lateral_m, config_.direction);
    s.toe_clearance_m = f.ball_known ? shape.ball_clearance_m : std::nullopt;
    s.heel_clearance_m = f.heel_known ? shape.heel_clearance_m : std::nullopt;
  }
}

void StrideBuilder::fill_foot_angles(Stride& s, const StrideFacts& f, const SwingShape& shape) const {
  const Real outward = foot_ == Foot::left ? Real(1) : Real(-1);
  const bool backward = s.direction == Direction::backward;
  if ((backward || s.direction == Direction::forward) && !s.quality.has(Quality::turn)) {
    const Vec3 d = backward ? Vec3(-f.swing.displacement_m()) : f.swing.displacement_m();
    const Real angle = f.motion.heading_rad(shape.q_contact) - std::atan2(d.y(), d.x());
    s.toe_out_rad = outward * std::remainder(angle, 2 * kPi);
  }
  if (!s.quality.has(Quality::no_flat)) {
    s.inversion_rad = outward * (f.motion.tilt_rad(f.swing.end_attitude()) - f.motion.tilt_rad(shape.q_contact));
  }
}

Real StrideBuilder::flat_otherwise_rad(Real flat_rad) const {
  return std::abs(flat_rad - usual_flat_rad_.value_or(flat_rad));
}

void StrideBuilder::fill_contact(Stride& s, const StrideFacts& f) {
  const StrideEvents& e = f.events;
  const bool flat = !s.quality.has(Quality::no_flat);
  Real sd = std::hypot(f.tilt_sd_rad, landing_pitch_sd_rad(e, config_.shock_time_sd_s, config_.landing_time_sd_s));
  s.strike_angle_rad = e.ic_pitch_rad;
  if (!flat) {
    // No rest to be zero at: the standing calibration is, in which a flat foot has pitch zero.
    *s.strike_angle_rad += e.flat_after_rad;
    sd = std::hypot(sd, config_.calibration_sd_rad);
  } else {
    sd = std::hypot(sd, config_.zero_share * flat_otherwise_rad(e.flat_after_rad));
    const Real usual_rad = usual_flat_rad_.value_or(e.flat_after_rad);
    usual_flat_rad_ = usual_rad + config_.usual_flat_share * (e.flat_after_rad - usual_rad);
  }
  s.strike_angle_sd_rad = sd;
  const Roll roll = measure_roll(f.swing, f.motion, e, config_.roll);
  const ContactVerdict v =
      doubt_flat(classify_contact(*s.strike_angle_rad, sd, roll.amplitude_rad, config_.contact), e.ic_shock, s.quality);
  s.contact = v.contact;
  s.contact_confidence = v.confidence;
  if (!f.swing.moving_start()) {
    s.last_part = e.tc_pitch_rad > config_.contact.heel_limit_rad   ? LastPart::heel
                  : e.tc_pitch_rad < config_.contact.ball_limit_rad ? LastPart::toe
                                                                    : LastPart::flat;
  }
  if (s.stance_time_s) {
    remember_stance(*s.stance_time_s);
  }
  if (flat && f.rate_hz >= config_.roll.min_rate_hz) {
    judge_roll(s, roll);
  }
}

void StrideBuilder::judge_roll(Stride& s, const Roll& roll) const {
  s.roll_time_s = roll.time_s;
  s.roll_amplitude_rad = roll.amplitude_rad;
  s.roll_monotonicity = roll.monotonicity;
  s.roll_reversals = roll.reversals;
  s.roll_peak_radps = roll.peak_radps;
  s.roll_course = roll.course;
  s.heel_touch_radps = roll.touch_radps;
  if (s.direction != Direction::backward) {
    return;
  }
  const auto stance_s = typical_stance_s();
  if (s.contact == ContactClass::ball_first) {
    s.roll_fault = roll_fault(roll, stance_s, config_.roll);
  }
  if (stance_s) {
    s.roll_score = roll_score(roll, s.contact, *stance_s, config_.roll);
    if (s.roll_fault != RollFault::shallow) {
      s.smooth_roll = s.roll_fault == RollFault::none && is_smooth_roll(roll, s.contact, *stance_s, config_.roll);
    }
  }
}

void StrideBuilder::remember_stance(Real stance_s) {
  stances_[stance_count_ % stances_.size()] = stance_s;
  ++stance_count_;
}

std::optional<Real> StrideBuilder::typical_stance_s() const {
  if (stance_count_ == 0) {
    return std::nullopt;
  }
  auto sorted = stances_;
  const std::size_t n = std::min(stance_count_, sorted.size());
  std::sort(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(n));
  return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
}

}  // namespace backstep
