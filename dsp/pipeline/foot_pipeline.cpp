#include "dsp/pipeline/foot_pipeline.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace backstep {
namespace {

Real seconds(std::int64_t us) { return static_cast<Real>(us) * Real(1e-6); }

Real heading_of(const Quat& q_world_sensor, const Vec3& x_axis_sensor) {
  const Vec3 x = q_world_sensor * x_axis_sensor;
  return std::atan2(x.y(), x.x());
}

Real initial_bias_sd(const FootConfig& config, bool stored) {
  // A stored bias has only drifted since; 0.005 rad/s is 10 K of a typical part's temperature coefficient.
  return stored ? Real(0.005) : config.attitude.initial_bias_sd_radps;
}

}  // namespace

FootPipeline::FootPipeline(Foot foot, Real rate_hz, const FootConfig& config, const FootSetup& setup,
                           const std::optional<FootCalibration>& stored)
    : foot_(foot),
      rate_hz_(rate_hz),
      config_(config),
      stillness_(rate_hz, config.stillness),
      rest_(rate_hz, config.rest),
      attitude_(config.attitude),
      alignment_(setup, config.alignment, stored),
      pivots_(stored ? PivotEstimator(*stored, config.pivots) : PivotEstimator(config.pivots)) {
  attitude_.start(Vec3::UnitZ(), kPi, alignment_.current().gyro_bias_radps,
                  initial_bias_sd(config, stored.has_value()));
}

void FootPipeline::push(const ImuSample& sample) {
  segment_.reset();
  if (!sample.acc_mps2.allFinite() || !sample.gyr_radps.allFinite()) {
    ++diagnosis_.invalid_samples;
    pending_.set(Quality::invalid_samples);
    return;
  }
  KeptSample kept{
      .t_us = sample.t_us, .acc_mps2 = sample.acc_mps2, .gyr_radps = sample.gyr_radps, .flags = sample.flags};
  if (ring_.end() > 0) {
    const std::int64_t last_us = ring_[ring_.end() - 1].t_us;
    if (kept.t_us <= last_us) {
      ++diagnosis_.backward_times;
      pending_.set(Quality::invalid_samples);
      return;
    }
    const Real dt = seconds(kept.t_us - last_us), intervals = dt * rate_hz_;
    if (intervals > Real(2.5)) {
      kept.flags |= kAfterGap;
    } else if (std::abs(intervals - 1) > config_.uneven_share) {
      kept.uneven = true;
    }
    diagnosis_.gaps += (kept.flags & kAfterGap) != 0 ? 1 : 0;
    if (dt > config_.gap_s) {
      finish();
      ring_.push(kept);
      restart(Quality::gap);
      return;
    }
  }
  ++diagnosis_.samples;
  ring_.push(kept);
  if (const auto s = stillness_.push(sample.gyr_radps - attitude_.bias(), sample.acc_mps2)) {
    answer(*s);
  }
  watch();
}

void FootPipeline::watch() {
  if (!anchored_ || rest_.resting()) {
    watcher_.stop();
    return;
  }
  const FootMotion motion = foot_motion();
  std::int64_t next = ring_.end() - 1;
  if (!watcher_.running() || watched_from_ != anchor_) {
    watched_from_ = anchor_;
    watcher_.start(ring_[anchor_], attitude_.attitude(), attitude_.bias(), alignment_.current().gravity_mps2, motion);
    next = anchor_ + 1;
  }
  for (; next < ring_.end(); ++next) {
    const WatchResult r = watcher_.push(ring_[next], motion);
    if (r.withdrawn) {
      withdraw_contact();
    }
    // A landing known only from samples of before the last rest's decision belongs to that rest.
    if (r.landing && r.landing->t_ic_us > ring_[anchor_].t_us) {
      withdraw_contact();
      emit_contact(*r.landing);
    }
  }
}

void FootPipeline::withdraw_contact() {
  if (told_ic_us_) {
    emit(Withdrawn{foot_, *told_ic_us_});
    told_ic_us_.reset();
  }
}

void FootPipeline::emit_contact(const Landing& landing) {
  Contact c;
  c.foot = foot_;
  c.t_ic_us = landing.t_ic_us;
  c.decided_us = ring_[ring_.end() - 1].t_us;
  c.quality = quality_between(anchor_, ring_.end() - 1);
  if (!alignment_.settled()) {
    c.quality.set(Quality::uncalibrated);
  }
  if (alignment_.toes_known()) {
    const Real heading = heading_of(watcher_.attitude(), foot_motion().x_axis_sensor());
    const Vec3 ahead(std::cos(heading), std::sin(heading), 0), aside(-ahead.y(), ahead.x(), 0);
    c.direction = direction_of(landing.moved_m.dot(ahead), landing.moved_m.dot(aside), config_.direction);
    c.strike_angle_rad = landing.pitch_rad;
    const Mat3 cov = attitude_.attitude_covariance();
    const Real sd =
        std::hypot(std::sqrt((cov(0, 0) + cov(1, 1)) / 2),
                   std::hypot(config_.live_pitch_sd_rad, landing.pitch_rate_radps * config_.landing_time_sd_s));
    const ContactVerdict v = classify_contact(landing.pitch_rad, sd, landing.turned_rad, config_.contact);
    c.contact = v.contact;
    c.confidence = v.confidence;
  } else {
    c.quality.set(Quality::mounting_unknown);
  }
  told_ic_us_ = c.t_ic_us;
  emit(c);
}

void FootPipeline::tell_contact_of(const Stride& s, const StrideEvents& e) {
  const std::int64_t same_us = 200'000;
  if (told_ic_us_ && std::abs(*told_ic_us_ - e.t_ic_us) > same_us) {
    withdraw_contact();
  }
  if (!told_ic_us_) {
    // Not seen in time: told late rather than never, so that every stride has its contact.
    emit(Contact{foot_, e.t_ic_us, ring_[ring_.end() - 1].t_us, s.strike_angle_rad, s.contact,
                 s.contact_confidence.value_or(0), s.direction, s.quality});
  }
  told_ic_us_.reset();
}

void FootPipeline::finish() {
  while (const auto s = stillness_.flush()) {
    answer(*s);
  }
  if (const auto c = rest_.finish()) {
    on_candidate(*c);
  } else if (anchored_ && !rest_.resting()) {
    // The recording ended just as the foot came to rest: too short for the windows, not for the quick one.
    std::int64_t quietest = ring_.end() - 1;
    for (std::int64_t i = quietest - std::lround(rate_hz_ * Real(0.05)); i < ring_.end(); ++i) {
      quietest = ring_.holds(i) && ring_[i].quick_radps < ring_[quietest].quick_radps ? i : quietest;
    }
    if (quietest > anchor_ && ring_[quietest].quick_radps < config_.rest.enter_radps) {
      on_candidate({.index = quietest, .unrest_radps = ring_[quietest].unrest_radps});
    }
  }
  withdraw_contact();
  diagnosis_.unfinished_swing = anchored_ && !rest_.resting() && anchor_ + 1 < ring_.end();
}

void FootPipeline::restart(Quality why) {
  pending_.set(why);
  anchored_ = false;
  stillness_.reset();
  rest_.reset();
  answered_ = begin_ = ring_.end() - 1;
  moved_since_begin_ = false;
  spare_.reset();
  first_stride_ = true;
  last_ic_us_.reset();
  withdraw_contact();
  watcher_.stop();
  const KeptSample& k = ring_[ring_.end() - 1];
  stillness_.push(k.gyr_radps - attitude_.bias(), k.acc_mps2);
}

void FootPipeline::answer(const Stillness& s) {
  const std::int64_t i = answered_++;
  ring_[i].unrest_radps = s.unrest_radps;
  ring_[i].quick_radps = s.quick_radps;
  diagnosis_.lowest_unrest_radps = std::min(diagnosis_.lowest_unrest_radps, s.unrest_radps);
  moved_since_begin_ = moved_since_begin_ || s.unrest_radps > config_.rest.exit_radps;
  diagnosis_.highest_unrest_radps = std::max(diagnosis_.highest_unrest_radps, s.unrest_radps);

  const bool was_resting = rest_.resting();
  const auto candidate = rest_.push(i, s);
  if (was_resting) {
    // The quietest instant of the stance; an old one gives way to a later one nearly as quiet.
    quiet_level_ *= 1 + 2 / rate_hz_;
    if (s.quick_radps < quiet_level_) {
      quiet_level_ = s.quick_radps;
      quiet_ = i;
    }
    if (!rest_.resting() || ring_[i].t_us - ring_[anchor_].t_us > 1'000'000) {
      move_anchor(quiet_);
    }
  }
  if (candidate) {
    on_candidate(*candidate);
  }
  const bool too_long = anchored_ && (seconds(ring_[i].t_us - ring_[anchor_].t_us) > config_.max_swing_s ||
                                      i - anchor_ + 512 > static_cast<std::int64_t>(kSwingCapacity));
  if (too_long) {
    anchored_ = false;
    withdraw_contact();
    pending_.set(Quality::too_long);
  }
}

Vec3 FootPipeline::mean_acc(std::int64_t index) const {
  const auto half = static_cast<std::int64_t>(std::lround(rate_hz_ * Real(0.025)));
  Vec3 sum = Vec3::Zero();
  Real n = 0;
  for (std::int64_t i = std::max(ring_.begin(), index - half); i <= std::min(ring_.end() - 1, index + half); ++i) {
    sum += ring_[i].acc_mps2;
    n += 1;
  }
  return sum / n;
}

Real FootPipeline::tilt_sd(Real unrest_radps) const {
  return config_.attitude.rest_tilt_sd_rad + config_.attitude.unrest_tilt_s * unrest_radps;
}

void FootPipeline::start_at(const RestCandidate& c) {
  // Heading zero; the bias and what is known of it stay.
  const Real bias_sd = std::sqrt(attitude_.bias_covariance().diagonal().maxCoeff());
  attitude_.start(mean_acc(c.index), tilt_sd(c.unrest_radps), attitude_.bias(), bias_sd);
  alignment_.add_rest(mean_acc(c.index), ring_[c.index].unrest_radps);
  anchored_ = true;
  moved_since_begin_ = false;
  anchor_ = quiet_ = c.index;
  quiet_level_ = ring_[c.index].quick_radps;
  stance_shift_.setZero();
  ++diagnosis_.rests;
}

void FootPipeline::move_anchor(std::int64_t index) {
  if (index <= anchor_) {
    return;
  }
  const SwingSmoother rest(ring_, anchor_, index, {attitude_.attitude(), attitude_.bias(), Vec3::Zero()},
                           alignment_.current().gravity_mps2, config_.swing);
  // A standstill long enough to see the bias itself: the rate hardly varies, and neither does the force.
  Vec3 sum = Vec3::Zero();
  Real square = 0, most = 0;
  const auto n = static_cast<Real>(index - anchor_);
  for (std::int64_t i = anchor_; i < index; ++i) {
    sum += ring_[i].gyr_radps;
    square += ring_[i].gyr_radps.squaredNorm();
    most = std::max(most, ring_[i].quick_radps);
  }
  const Vec3 mean = sum / n;
  const Real sd = std::sqrt(std::max(Real(0), square / n - mean.squaredNorm()));
  const bool standstill = rest.duration_s() > Real(0.4) && sd < Real(0.03) && most < Real(0.1) + mean.norm();

  attitude_.propagate(rest.end_attitude(), rest.attitude_integral_s(), rest.duration_s(), 0);
  if (rest.duration_s() > Real(0.05)) {
    attitude_.correct_tilt(mean_acc(index), tilt_sd(ring_[index].unrest_radps));
  }
  if (standstill) {
    attitude_.correct_bias(mean, Real(0.003));
  }
  stance_shift_ += rest.displacement_m();
  keep_segment(rest);
  position_ += rest.displacement_m();
  anchor_ = index;
}

bool FootPipeline::believed(const RestCandidate& c, const SwingSmoother& swing, Real innovation_rad) const {
  const Real speed = swing.closing_velocity_mps().norm();
  if (speed < config_.gate.max_speed_share * std::max(swing.peak_speed_mps(), Real(0.3)) &&
      innovation_rad < config_.gate.max_tilt_rad && std::abs(held_pitch(swing)) < config_.gate.max_pitch_step_rad) {
    return true;
  }
  if (!c.flat) {
    return false;
  }
  const std::int64_t since =
      std::max(swing.begin(), answered_ - static_cast<std::int64_t>(rate_hz_ * config_.gate.certain_s));
  for (std::int64_t i = since; i < answered_; ++i) {
    if (ring_[i].quick_radps > config_.rest.enter_radps) {
      return false;
    }
  }
  return true;
}

Real FootPipeline::held_pitch(const SwingSmoother& swing) const {
  const Vec3 x = foot_motion().x_axis_sensor();
  return pitch_of(swing.end_attitude(), x) - pitch_of(swing.start_attitude(), x);
}

void FootPipeline::on_candidate(const RestCandidate& c) {
  if (!anchored_) {
    const Real g = mean_acc(c.index).norm() / alignment_.current().gravity_mps2;
    if (std::abs(g - 1) > config_.gate.max_gravity_error && !c.flat) {
      rest_.reject();
      return;
    }
    const bool moved_before = moved_since_begin_;
    start_at(c);
    if (moved_before) {
      complete_from_begin(c);
    }
    rest_.accept();
    return;
  }
  const AttitudeFilter before = attitude_;
  Real innovation_rad = 0;
  const SwingSmoother swing = correct_and_smooth(c, innovation_rad);
  if (believed(c, swing, innovation_rad)) {
    complete(c, swing);
    spare_.reset();
    rest_.accept();
    return;
  }
  attitude_ = before;
  if (spare_ && spare_->index > anchor_ && rested_at_spare(c)) {
    // The integration had lost its way before that one: it was a rest after all.
    const RestCandidate missed = *spare_;
    spare_.reset();
    complete(missed, correct_and_smooth(missed, innovation_rad));
    complete(c, correct_and_smooth(c, innovation_rad));
    rest_.accept();
    return;
  }
  spare_ = c;
  ++diagnosis_.rejected_candidates;
  rest_.reject();
}

bool FootPipeline::rested_at_spare(const RestCandidate& c) const {
  const SwingAttitude level{shortest_rotation(mean_acc(spare_->index).normalized(), Vec3::UnitZ()), attitude_.bias(),
                            Vec3::Zero(), 0, false};
  const SwingSmoother trial(ring_, spare_->index, c.index, level, alignment_.current().gravity_mps2, config_.swing);
  return trial.duration_s() > config_.min_swing_s &&
         trial.closing_velocity_mps().norm() < config_.gate.begin_speed_share * trial.peak_speed_mps();
}

void FootPipeline::complete_from_begin(const RestCandidate& c) {
  // The quietest of the first instants: the rest that the recording may have begun in.
  std::int64_t begin = std::max(begin_, ring_.begin());
  const auto last = std::min(c.index - 1, begin + static_cast<std::int64_t>(rate_hz_ * Real(0.1)));
  for (std::int64_t i = begin; i <= last; ++i) {
    begin = ring_[i].quick_radps < ring_[begin].quick_radps ? i : begin;
  }
  const Real duration_s = seconds(ring_[c.index].t_us - ring_[begin].t_us);
  if (duration_s < config_.min_swing_s || duration_s > config_.max_swing_s) {
    return;
  }
  Quat turned = Quat::Identity();
  for (std::int64_t i = begin; i < c.index; ++i) {
    const Vec3 rate = (ring_[i].gyr_radps + ring_[i + 1].gyr_radps) / 2 - attitude_.bias();
    turned = turned * exp_so3(rate * seconds(ring_[i + 1].t_us - ring_[i].t_us));
  }
  SwingAttitude a{attitude_.attitude() * turned.conjugate(), attitude_.bias(), Vec3::Zero()};
  const SwingSmoother trial(ring_, begin, c.index, a, alignment_.current().gravity_mps2, config_.swing);
  if (trial.closing_velocity_mps().norm() < config_.gate.begin_speed_share * trial.peak_speed_mps()) {
    complete(c, settle_tilt(a, begin, c.index));
    return;
  }
  a.moving_start = true;
  complete(c, SwingSmoother(ring_, begin, c.index, a, alignment_.current().gravity_mps2, config_.swing));
}

SwingSmoother FootPipeline::correct_and_smooth(const RestCandidate& c, Real& innovation_rad) {
  SwingAttitude a{attitude_.attitude(), attitude_.bias(), Vec3::Zero()};
  const Real g = alignment_.current().gravity_mps2;
  const SwingSmoother raw(ring_, anchor_, c.index, a, g, config_.swing);
  attitude_.propagate(raw.end_attitude(), raw.attitude_integral_s(), raw.duration_s(), raw.rotation_rad());
  const auto fix = attitude_.correct_tilt(mean_acc(c.index), tilt_sd(ring_[c.index].unrest_radps));
  innovation_rad = fix.innovation_rad.norm();
  a.q_start = (exp_so3(fix.start_theta_rad) * a.q_start).normalized();
  a.bias_radps += fix.bias_radps;
  const SwingSmoother turned(ring_, anchor_, c.index, a, g, config_.swing);
  a.end_theta_rad = log_so3(attitude_.attitude() * turned.end_attitude().conjugate());
  return settle_tilt(a, anchor_, c.index);
}

SwingSmoother FootPipeline::settle_tilt(SwingAttitude& a, std::int64_t begin, std::int64_t end) {
  const Real g = alignment_.current().gravity_mps2;
  const auto tilt_sd_now = [this] { return std::sqrt(attitude_.attitude_covariance().diagonal().head<2>().mean()); };
  a.tilt_sd_rad = tilt_sd_now();
  const SwingSmoother swing(ring_, begin, end, a, g, config_.swing);
  const Real lever = g * swing.duration_s();
  const Vec3 e = swing.closing_velocity_mps();
  const AttitudeFilter::Vec2 theta(e.y() / lever, -e.x() / lever);
  AttitudeFilter::Mat2 turn;
  turn << 0, 1, -1, 0;
  const Real floor = config_.gate.closing_tilt_sd_rad;
  const AttitudeFilter::Mat2 walk = swing.closing_walk_m2ps2().topLeftCorner<2, 2>() / (lever * lever);
  const Quat before = attitude_.attitude();
  attitude_.correct_tilt_error(theta,
                               turn * walk * turn.transpose() + AttitudeFilter::Mat2::Identity() * (floor * floor));
  const Vec3 step = log_so3(attitude_.attitude() * before.conjugate());
  if (step.norm() < config_.gate.resmooth_rad) {
    return swing;
  }
  a.q_start = (exp_so3(step) * a.q_start).normalized();
  a.tilt_sd_rad = tilt_sd_now();
  return {ring_, begin, end, a, g, config_.swing};
}

FootMotion FootPipeline::foot_motion() const {
  return {alignment_.current().q_foot_sensor, pivots_.ball_m(), pivots_.heel_m()};
}

void FootPipeline::complete(const RestCandidate& c, const SwingSmoother& swing) {
  alignment_.add_rest(mean_acc(c.index), ring_[c.index].unrest_radps);
  ++diagnosis_.rests;
  Mat3 energy = Mat3::Zero();
  swing.visit([&](const MotionPoint& m) { energy += m.gyr_radps * m.gyr_radps.transpose() / rate_hz_; });

  auto events = find_events(swing, foot_motion(), ring_, config_.events);
  keep_segment(swing);
  if (!events) {
    ++diagnosis_.weight_shifts;
    withdraw_contact();
    stance_shift_ += swing.displacement_m();
  } else {
    alignment_.add_swing(energy);
    learn(swing, *events, foot_motion());
    const FootMotion motion = foot_motion();
    if (auto again = find_events(swing, motion, ring_, config_.events)) {
      events = again;
    }
    Stride s;
    s.foot = foot_;
    s.number = ++strides_;
    s.quality = quality_between(swing.begin(), swing.end());
    s.quality |= pending_;
    pending_ = QualityBits();
    if (!c.flat && ring_[c.index].unrest_radps > config_.rest.enter_radps) {
      s.quality.set(Quality::no_flat);
    }
    if (first_stride_) {
      s.quality.set(Quality::first);
    }
    if (stance_shift_.head<2>().norm() > config_.slip_m) {
      s.quality.set(Quality::slip);
    }
    fill_times(s, *events, swing.moving_start());
    fill_displacement(s, swing);
    fill_contact(s, swing, *events, motion);
    for (const Quality q :
         {Quality::gap, Quality::turn, Quality::gyr_clipped, Quality::too_long, Quality::uncalibrated, Quality::slip}) {
      s.used = s.used && !s.quality.has(q);
    }
    last_ic_us_ = events->t_ic_us;
    first_stride_ = false;
    stance_shift_.setZero();
    ++diagnosis_.strides;
    tell_contact_of(s, *events);
    emit(s);
  }
  position_ += swing.displacement_m();
  anchor_ = quiet_ = c.index;
  quiet_level_ = ring_[c.index].quick_radps;
}

void FootPipeline::learn(const SwingSmoother& swing, const StrideEvents& e, const FootMotion& motion) {
  const Quat& q_foot_sensor = alignment_.current().q_foot_sensor;
  const std::int64_t edge_us = 300'000;
  swing.visit([&](const MotionPoint& m) {
    const bool lifting = m.t_us >= e.t_start_us && m.t_us < std::min(e.t_start_us + edge_us, e.t_tc_us);
    const bool landing = m.t_us > e.t_ic_us && m.t_us <= e.t_ff_us && m.t_us > e.t_ff_us - edge_us;
    if (lifting || landing) {
      const FootPoint p = motion.at(m);
      const Vec3 vel = q_foot_sensor * (m.q_world_sensor.conjugate() * m.vel_mps);
      pivots_.add(vel, q_foot_sensor * m.gyr_radps, p.pitch_rad - (lifting ? e.flat_before_rad : e.flat_after_rad),
                  1 / rate_hz_);
    }
  });
  pivots_.solve();
  const Real yaw = heading_of(swing.end_attitude(), motion.x_axis_sensor());
  const Vec3 d = swing.displacement_m();
  alignment_.add_travel(d.x() * std::cos(yaw) + d.y() * std::sin(yaw));
  if (alignment_.add_toe_cues({e.toe_down_rad, e.toe_up_rad})) {
    pivots_.turn_about();
  }
}

void FootPipeline::fill_times(Stride& s, const StrideEvents& e, bool moving_start) const {
  s.t_ic_us = e.t_ic_us;
  s.t_ff_us = e.t_ff_us;
  if (moving_start) {
    return;
  }
  s.t_start_us = e.t_start_us;
  s.t_fr_us = e.t_fr_us;
  s.t_tc_us = e.t_tc_us;
  s.swing_time_s = seconds(e.t_ic_us - e.t_tc_us);
  if (last_ic_us_) {
    const Real stride_s = seconds(e.t_ic_us - *last_ic_us_);
    if (stride_s <= config_.max_stride_s) {
      s.stride_time_s = stride_s;
      s.stance_time_s = seconds(e.t_tc_us - *last_ic_us_);
      s.cadence_spm = 120 / stride_s;
    }
  }
}

void FootPipeline::fill_displacement(Stride& s, const SwingSmoother& swing) {
  const Vec3 d = swing.displacement_m();
  const Vec3 x = alignment_.current().q_foot_sensor.conjugate() * Vec3::UnitX();
  Real turned = 0, highest = 0, start = 0, end = 0;
  swing.visit([&](const MotionPoint& m) {
    end = heading_of(m.q_world_sensor, x);
    start = m.index == swing.begin() ? end : start;
    turned += (m.q_world_sensor * m.gyr_radps).z() / rate_hz_;
    highest = std::max(highest, m.pos_m.z());
  });
  // The rests tell the turn but for whole circles (the heading of a foot on its toe tip means nothing); the vertical
  // rate tells how many.
  const Real turn = end - start + 2 * kPi * std::round((turned - (end - start)) / (2 * kPi));
  if (!alignment_.settled()) {
    s.quality.set(Quality::uncalibrated);
  }
  if (!alignment_.toes_known()) {
    s.quality.set(Quality::mounting_unknown);
  }
  if (swing.moving_start()) {
    return;
  }
  const Real mean_heading = start + turn / 2;
  const Vec3 ahead(std::cos(mean_heading), std::sin(mean_heading), 0), aside(-ahead.y(), ahead.x(), 0);
  s.stride_length_m = d.head<2>().norm();
  s.height_m = d.z();
  s.clearance_m = highest;
  s.turn_rad = turn;
  if (s.stride_time_s && *s.stride_time_s > 0) {
    s.speed_mps = *s.stride_length_m / *s.stride_time_s;
  }
  const Mat3 cov = swing.displacement_covariance_m2();
  const Vec3 along = d.head<2>().norm() > Real(0.01) ? Vec3(Vec3(d.x(), d.y(), 0).normalized()) : ahead;
  s.stride_length_sd_m = std::sqrt(std::max(Real(0), along.dot(cov * along)));
  if (std::abs(turn) > config_.direction.turn_limit_rad) {
    s.quality.set(Quality::turn);
  }
  if (!alignment_.toes_known()) {
    return;
  }
  s.forward_m = d.dot(ahead);
  s.lateral_m = d.dot(aside);
  s.direction = direction_of(*s.forward_m, *s.lateral_m, config_.direction);
}

void FootPipeline::fill_contact(Stride& s, const SwingSmoother& swing, const StrideEvents& e,
                                const FootMotion& motion) {
  if (!alignment_.toes_known()) {
    return;
  }
  const Mat3 attitude_cov = attitude_.attitude_covariance();
  const Real tilt_sd_rad = std::sqrt((attitude_cov(0, 0) + attitude_cov(1, 1)) / 2);
  s.strike_angle_rad = e.ic_pitch_rad;
  s.strike_angle_sd_rad =
      std::hypot(tilt_sd_rad, e.ic_rate_radps * (e.ic_shock ? config_.shock_time_sd_s : config_.landing_time_sd_s));
  const Roll roll = measure_roll(swing, motion, e, config_.roll);
  const ContactVerdict v =
      classify_contact(e.ic_pitch_rad, *s.strike_angle_sd_rad, roll.amplitude_rad, config_.contact);
  s.contact = v.contact;
  s.contact_confidence = v.confidence;
  const Real five = config_.contact.heel_limit_rad;
  s.last_part = swing.moving_start()     ? std::optional<LastPart>()
                : e.tc_pitch_rad > five  ? LastPart::heel
                : e.tc_pitch_rad < -five ? LastPart::toe
                                         : LastPart::flat;
  if (s.quality.has(Quality::no_flat)) {
    return;
  }
  s.roll_time_s = roll.time_s;
  s.roll_amplitude_rad = roll.amplitude_rad;
  s.roll_monotonicity = roll.monotonicity;
  s.roll_reversals = roll.reversals;
  s.roll_peak_radps = roll.peak_radps;
  if (s.stance_time_s) {
    remember_stance(*s.stance_time_s);
  }
  if (s.direction != Direction::backward) {
    return;
  }
  const auto stance_s = typical_stance_s();
  if (s.contact == ContactClass::ball_first) {
    s.roll_fault = roll_fault(roll, stance_s, config_.roll);
  }
  if (stance_s) {
    s.roll_score = roll_score(roll, s.contact, *stance_s, config_.roll);
    s.smooth_roll = is_smooth_roll(roll, s.contact, *stance_s, config_.roll);
  }
}

QualityBits FootPipeline::quality_between(std::int64_t begin, std::int64_t end) const {
  QualityBits q;
  std::uint8_t flags = 0;
  std::int64_t uneven = 0;
  for (std::int64_t i = begin + 1; i <= end; ++i) {
    flags |= ring_[i].flags;
    uneven += ring_[i].uneven ? 1 : 0;
  }
  if (static_cast<Real>(uneven) > config_.uneven_share * static_cast<Real>(end - begin)) {
    q.set(Quality::uneven_time);
  }
  if ((flags & kAfterGap) != 0) {
    q.set(Quality::gap);
  }
  if ((flags & kAccClipped) != 0) {
    q.set(Quality::acc_clipped);
  }
  if ((flags & kGyrClipped) != 0) {
    q.set(Quality::gyr_clipped);
  }
  if (rate_hz_ < 95) {
    q.set(Quality::low_rate);
  }
  return q;
}

void FootPipeline::remember_stance(Real stance_s) {
  stances_[stance_count_ % stances_.size()] = stance_s;
  ++stance_count_;
}

std::optional<Real> FootPipeline::typical_stance_s() const {
  if (stance_count_ == 0) {
    return std::nullopt;
  }
  auto sorted = stances_;
  const std::size_t n = std::min(stance_count_, sorted.size());
  std::sort(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(n));
  return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
}

void FootPipeline::keep_segment(const SwingSmoother& swing) {
  const Vec3 x = alignment_.current().q_foot_sensor.conjugate() * Vec3::UnitX();
  Real before = 0, after = 0;
  swing.visit([&](const MotionPoint& m) {
    after = pitch_of(m.q_world_sensor, x);
    before = m.index == swing.begin() ? after : before;
  });
  before = swing.moving_start() ? after : before;  // no rest there to be zero at
  segment_ = Segment{swing, position_, before, after, first_segment_};
  first_segment_ = false;
}

TrajectoryPoint FootPipeline::trajectory_point(const MotionPoint& m, const FootMotion& motion) const {
  const Segment& seg = *segment_;
  const Quat q_world_foot = m.q_world_sensor * alignment_.current().q_foot_sensor.conjugate();
  const Real share = static_cast<Real>(m.index - seg.swing.begin()) /
                     static_cast<Real>(std::max<std::int64_t>(1, seg.swing.end() - seg.swing.begin()));
  TrajectoryPoint p;
  p.t_us = m.t_us;
  p.pos_m = seg.origin_m + m.pos_m;
  p.vel_mps = m.vel_mps;
  p.pitch_rad = pitch_of(m.q_world_sensor, motion.x_axis_sensor()) -
                (seg.flat_before_rad + (seg.flat_after_rad - seg.flat_before_rad) * share);
  p.roll_rad = std::atan2((q_world_foot * Vec3::UnitY()).z(), (q_world_foot * Vec3::UnitZ()).z());
  p.yaw_rad = heading_of(m.q_world_sensor, motion.x_axis_sensor());
  p.still = ring_[m.index].quick_radps < config_.events.still_radps;
  return p;
}

FootCalibration FootPipeline::calibration() const {
  FootCalibration c = alignment_.current();
  c.gyro_bias_radps = attitude_.bias();
  if (pivots_.ball_known()) {
    c.ball_m = pivots_.ball_m();
  }
  if (pivots_.heel_known()) {
    c.heel_m = pivots_.heel_m();
  }
  return c;
}

std::int64_t FootPipeline::settled_us() const {
  if (answered_ == 0) {
    return INT64_MIN;
  }
  const std::int64_t margin_us = 150'000;  // foot flat is found a little before the windows see rest
  if (spare_) {
    return ring_[spare_->index].t_us - margin_us;
  }
  const auto since = rest_.candidate_since();
  return since ? ring_[*since].t_us - margin_us : ring_[answered_ - 1].t_us;
}

void FootPipeline::emit(const FootEvent& event) {
  assert(queue_size_ < kQueue);
  queue_[(queue_begin_ + queue_size_++) % kQueue] = event;
}

std::optional<FootEvent> FootPipeline::next() {
  if (queue_size_ == 0) {
    return std::nullopt;
  }
  const FootEvent e = queue_[queue_begin_];
  queue_begin_ = (queue_begin_ + 1) % kQueue;
  --queue_size_;
  return e;
}

}  // namespace backstep
