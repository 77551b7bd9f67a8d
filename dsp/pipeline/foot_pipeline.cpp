#include "dsp/pipeline/foot_pipeline.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "dsp/base/rate_range.h"

namespace backstep {
namespace {

TrackerConfig tracker_config(const FootConfig& c) {
  return {c.attitude,         c.swing,           c.gate,
          c.standstill,       c.min_swing_s,     c.max_swing_s,
          c.rest.enter_radps, c.rest.exit_radps, c.rest.dip_limit_radps};
}

BuilderConfig builder_config(const FootConfig& c) {
  return {c.contact,
          c.roll,
          c.direction,
          c.max_stride_s,
          c.shock_time_sd_s,
          c.touch_sd_s,
          c.landing_time_sd_s,
          c.length_scale_sd,
          c.calibration_sd_rad,
          c.zero_share,
          c.usual_flat_share};
}

Real bias_sd(const FootConfig& config, bool stored) {
  // A stored bias has only drifted since; 0.005 rad/s is 10 K of a typical part's temperature coefficient.
  return stored ? Real(0.005) : config.attitude.initial_bias_sd_radps;
}

}  // namespace

FootPipeline::FootPipeline(Foot foot, Real rate_hz, const FootConfig& config, const FootSetup& setup,
                           const std::optional<FootCalibration>& stored)
    : foot_(foot),
      rate_hz_(within_rate_range(rate_hz)),
      config_(config),
      stillness_(rate_hz_, config.stillness),
      rest_(rate_hz_, config.rest),
      alignment_(setup, config.alignment, stored),
      tracker_(rate_hz_, tracker_config(config), alignment_.current().gyro_bias_radps,
               bias_sd(config, stored.has_value())),
      closing_(config.closing),
      signs_(config.signs),
      pivots_(alignment_.current(), config.pivots),
      builder_(foot, builder_config(config)),
      known_contradiction_(stored ? stored->contradiction : Contradiction::none),
      watcher_(config.watch, config.events.shock) {
  refresh_motion();
}

void FootPipeline::push(const ImuSample& sample) {
  segment_count_ = 0;
  if (!keep(sample)) {
    return;
  }
  const KeptSample& k = ring_[ring_.end() - 1];
  if (const auto s = stillness_.push(k.gyr_radps - tracker_.attitude().bias(), k.acc_mps2)) {
    answer(*s);
  }
  watch();
}

/// Whether a sample stands in for one that was lost: all zeros, or the values of the one before although the foot moves
/// (a foot at rest may well read the same twice).
bool FootPipeline::is_stand_in(const ImuSample& s) const {
  if (s.acc_mps2.isZero(0) && s.gyr_radps.isZero(0)) {
    return true;
  }
  if (ring_.end() == 0 || s.acc_mps2 != ring_.values(ring_.end() - 1).acc_mps2 ||
      s.gyr_radps != ring_.values(ring_.end() - 1).gyr_radps) {
    return false;
  }
  const Real rate = (s.gyr_radps - tracker_.attitude().bias()).norm();
  return rate > config_.held_rate_radps || std::abs(s.acc_mps2.norm() - kGravity_mps2) > config_.held_acc_mps2;
}

/// Whether the stream can be followed over a hole before `sample`: a foot that stood before it and stands as it did.
bool FootPipeline::stood_through(const ImuSample& sample) const {
  const SampleRing::Values& last = ring_.values(ring_.end() - 1);
  const Real change = (sample.acc_mps2 - last.acc_mps2).norm();
  return rest_.resting() && change < config_.gate.max_gravity_error * kGravity_mps2 &&
         (sample.gyr_radps - tracker_.attitude().bias()).norm() < config_.rest.enter_radps;
}

/// False for a sample that is left out.
bool FootPipeline::keep(const ImuSample& sample) {
  if (!is_possible(sample)) {
    ++diagnosis_.invalid_samples;
    pending_.set(Quality::invalid_samples);
    return false;
  }
  if (is_stand_in(sample)) {
    ++diagnosis_.stand_ins;
    return false;
  }
  KeptSample kept{
      .t_us = sample.t_us, .acc_mps2 = sample.acc_mps2, .gyr_radps = sample.gyr_radps, .flags = sample.flags};
  bool hole = false;
  if (ring_.end() > 0) {
    const std::int64_t last_us = ring_[ring_.end() - 1].t_us;
    if (kept.t_us <= last_us) {
      ++diagnosis_.backward_times;
      pending_.set(Quality::invalid_samples);
      return false;
    }
    const Real dt = seconds(kept.t_us - last_us), intervals = dt * rate_hz_;
    if (intervals > Real(2.5) && dt > config_.least_gap_s) {
      kept.flags |= kAfterGap;
    } else if (std::abs(intervals - 1) > config_.uneven_share) {
      kept.uneven = true;
    }
    diagnosis_.gaps += (kept.flags & kAfterGap) != 0 ? 1 : 0;
    hole = dt > config_.gap_s || (dt > config_.hole_s && !stood_through(sample));
  }
  ++diagnosis_.samples;
  look_for_stuck_axes(kept);
  if (hole) {
    finish();
  }
  ring_.push(kept);
  if (hole) {
    restart_at_newest();
  }
  return true;
}

/// An axis that has not changed once while the foot moved for a second is none.
void FootPipeline::look_for_stuck_axes(const KeptSample& s) {
  constexpr std::uint8_t kAll = 0x3f;
  if (ring_.end() == 0 || changed_axes_ == kAll) {
    return;
  }
  const SampleRing::Values& last = ring_.values(ring_.end() - 1);
  for (int i = 0; i < 3; ++i) {
    const unsigned changed =
        (s.acc_mps2[i] != last.acc_mps2[i] ? 1U : 0U) | (s.gyr_radps[i] != last.gyr_radps[i] ? 8U : 0U);
    changed_axes_ = static_cast<std::uint8_t>(changed_axes_ | changed << i);
  }
  moved_samples_ += s.gyr_radps.norm() > config_.rest.exit_radps ? 1 : 0;
  if (static_cast<Real>(moved_samples_) > rate_hz_) {
    diagnosis_.stuck_axes = static_cast<std::uint8_t>(kAll & ~changed_axes_);
    diagnosis_.contradiction = changed_axes_ != kAll ? Contradiction::stuck_axis : diagnosis_.contradiction;
  }
}

void FootPipeline::restart_at_newest() {
  pending_.set(Quality::gap);
  stillness_.reset();
  rest_.reset();
  answered_ = ring_.end() - 1;
  take_back_first_rest();
  tracker_.restart(answered_);
  flat_rad_.reset();
  first_segment_ = true;
  builder_.forget_contact();
  signs_.interrupt();
  first_stride_ = true;
}

void FootPipeline::finish() {
  segment_count_ = 0;
  while (const auto s = stillness_.flush()) {
    answer(*s);
  }
  if (const auto c = rest_.finish()) {
    on_candidate(*c);
  } else if (tracker_.anchored() && !rest_.resting()) {
    // The recording ended just as the foot came to rest: too short for the windows, not for the quick one.
    std::int64_t quietest = ring_.end() - 1;
    for (std::int64_t i = quietest - std::lround(rate_hz_ * Real(0.05)); i < ring_.end(); ++i) {
      quietest = ring_.holds(i) && ring_[i].quick_radps < ring_[quietest].quick_radps ? i : quietest;
    }
    if (quietest > tracker_.anchor() && ring_[quietest].quick_radps < config_.rest.enter_radps) {
      on_candidate({.index = quietest, .unrest_radps = ring_[quietest].unrest_radps});
    }
  }
  if (const auto landing = tracker_.finish(ring_, tracked_foot())) {
    on_proven(false, tracker_.anchor(), landing);
  }
  withdraw_contact();
  watcher_.stop();
  diagnosis_.unfinished_swing = tracker_.anchored() && !rest_.resting() && tracker_.anchor() + 1 < ring_.end();
}

void FootPipeline::answer(const Stillness& s) {
  const std::int64_t i = answered_++;
  ring_.set_stillness(i, s.unrest_radps, s.quick_radps);
  diagnosis_.lowest_unrest_radps = std::min(diagnosis_.lowest_unrest_radps, s.unrest_radps);
  diagnosis_.highest_unrest_radps = std::max(diagnosis_.highest_unrest_radps, s.unrest_radps);

  const bool rested = rest_.resting();
  const auto candidate = rest_.push(i, s);
  const auto stance = tracker_.follow(ring_, i, rested, rested && !rest_.resting(), tracked_foot());
  if (stance.proven) {
    on_proven(stance.after_loss, tracker_.anchor(), stance.landing);
  }
  if (stance.stretch) {
    const SwingSmoother& stretch = stance.stretch->swing;
    stance_.add(stretch);
    if (quality_between(stretch.begin(), stretch.end()).has(Quality::gap)) {
      pending_.set(Quality::gap);
    }
    keep_segment(*stance.stretch);
  } else if (stance.left) {
    rest_.leave();
  }
  if (candidate) {
    on_candidate(*candidate);
  }
  if (tracker_.anchored() && (seconds(ring_[i].t_us - ring_[tracker_.anchor()].t_us) > config_.max_swing_s ||
                              i - tracker_.anchor() > static_cast<std::int64_t>(kSwingCapacity - kSwingMargin))) {
    take_back_first_rest();
    tracker_.lose();
    signs_.interrupt();
    flat_rad_.reset();
    first_segment_ = true;
    withdraw_contact();
  }
}

void FootPipeline::on_candidate(const RestCandidate& c) {
  const auto found = tracker_.propose(ring_, c, answered_, tracked_foot());
  if (!found.believed) {
    ++diagnosis_.rejected_candidates;
    rest_.reject();
    return;
  }
  if (found.unproven) {
    take_back_first_rest();
    before_first_rest_ = alignment_.learned();
    alignment_.add_rest(tracker_.mean_acc_mps2(ring_, c.index), ring_[c.index].unrest_radps);
    refresh_motion();
    stance_.begin(tracker_.attitude().attitude());
  }
  if (found.proven) {
    on_proven(found.after_loss, *found.proven, found.landing);
  }
  for (const auto& swing : found.swings) {
    if (swing) {
      complete(*swing);
    }
  }
  rest_.accept();
}

/// What was learned from a first rest that is none.
void FootPipeline::take_back_first_rest() {
  if (before_first_rest_) {
    alignment_.take_back(*before_first_rest_);
    before_first_rest_.reset();
  }
}

/// The first rest is one: what it tells of the foot, and of what came before it.
void FootPipeline::on_proven(bool after_loss, std::int64_t index, const std::optional<TrackedSwing>& landing) {
  take_back_first_rest();
  if (after_loss) {
    QualityBits quality = pending_;
    pending_ = QualityBits();
    quality.set(Quality::too_long);
    emit(builder_.build_lost(ring_[index].t_us, quality));
    ++diagnosis_.strides;
  }
  if (landing) {
    complete(*landing);
    return;
  }
  pending_ = QualityBits();  // what came before is in no row
  alignment_.add_rest(tracker_.mean_acc_mps2(ring_, index), ring_[index].unrest_radps);
  refresh_motion();
  ++diagnosis_.rests;
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
  if (rate_hz_ < 95) {  // 100 Hz, and 5 % for clocks that run slow
    q.set(Quality::low_rate);
  }
  return q;
}

/// After anything that was learned of the foot.
void FootPipeline::refresh_motion() {
  motion_ = FootMotion(alignment_.current().q_foot_sensor, pivots_.ball_m(), pivots_.heel_m());
}

TrackedFoot FootPipeline::tracked_foot() const {
  return {alignment_.current().gravity_mps2, motion_.x_axis_sensor(), motion_.sole_sensor_m()};
}

void FootPipeline::keep_segment(const TrackedSwing& t) {
  assert(segment_count_ < kSegments);
  const Vec3 x = motion_.x_axis_sensor();
  Real after = pitch_of(t.swing.end_attitude(), x);
  // A recording that begins within a swing has no rest there to be zero at.
  const Real before = t.swing.moving_start() ? after : flat_rad_.value_or(pitch_of(t.swing.start_attitude(), x));
  // A foot that tilts in its stance is not flat there: zero stays where it landed.
  if (t.swing.peak_speed_mps() < config_.gate.max_stance_mps && std::abs(after - before) > config_.stance_tilt_rad) {
    after = before;
  }
  flat_rad_ = after;
  segments_[segment_count_++].emplace(Segment{t.swing, t.origin_m, before, after, first_segment_});
  first_segment_ = false;
}

TrajectoryPoint FootPipeline::trajectory_point(const Segment& segment, const MotionPoint& m) const {
  const Quat q_world_foot = m.q_world_sensor * alignment_.current().q_foot_sensor.conjugate();
  const Real share = static_cast<Real>(m.index - segment.swing.begin()) /
                     static_cast<Real>(std::max<std::int64_t>(1, segment.swing.end() - segment.swing.begin()));
  const Real flat_rad = segment.flat_before_rad + (segment.flat_after_rad - segment.flat_before_rad) * share;
  TrajectoryPoint p;
  p.t_us = m.t_us;
  p.pos_m = segment.origin_m + m.pos_m;
  p.vel_mps = m.vel_mps;
  p.pitch_rad = pitch_of(m.q_world_sensor, motion_.x_axis_sensor()) - flat_rad;
  p.roll_rad = std::atan2((q_world_foot * Vec3::UnitY()).z(), (q_world_foot * Vec3::UnitZ()).z());
  p.yaw_rad = motion_.heading_rad(m.q_world_sensor);
  p.still = ring_[m.index].quick_radps < config_.events.still_radps;
  return p;
}

FootCalibration FootPipeline::calibration() const {
  FootCalibration c = alignment_.current();
  c.contradiction = diagnosis_.contradiction;
  c.gyro_bias_radps = tracker_.attitude().bias();
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
  const auto since = tracker_.doubtful() ? tracker_.doubtful() : rest_.candidate_since();
  const std::int64_t now_us = ring_[answered_ - 1].t_us;
  std::int64_t settled_us = since && ring_.holds(*since) ? ring_[*since].t_us - margin_us : now_us;
  const std::int64_t long_us = 800'000;  // a motion this long may turn out to be more than one stride
  if (tracker_.anchored() && !rest_.resting() && now_us - ring_[tracker_.anchor()].t_us > long_us) {
    settled_us = std::min(settled_us, ring_[tracker_.anchor()].t_us);
  }
  return settled_us;
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
