// What comes of a swing: what it teaches of the foot, its row, and the contact that is told at once.

#include <algorithm>
#include <cmath>
#include <utility>

#include "dsp/pipeline/foot_pipeline.h"

namespace backstep {
/// Whether a sound sensor on a walking foot can have measured this stride; keeps count of what contradicts itself.
bool FootPipeline::plausible(const SwingSmoother& swing, const StrideEvents& events, Real rms_rate_radps,
                             QualityBits quality) {
  const std::int64_t slow_before_us = std::exchange(last_slow_us_, events.t_slow_us);
  const bool known_wrong = known_contradiction_ != Contradiction::none;
  if (known_wrong) {
    diagnosis_.contradiction = known_contradiction_;
  }
  if (swing.moving_start() || quality.has(Quality::gap) || quality.has(Quality::gyr_clipped)) {
    signs_.interrupt();
    return !known_wrong;  // not known well enough to be doubted
  }
  closing_.add(swing);
  diagnosis_.closing_speed_mps = closing_.median_mps();
  if (known_wrong) {
    return false;
  }
  if (closing_.contradicts() && diagnosis_.contradiction != Contradiction::stuck_axis) {
    diagnosis_.contradiction = Contradiction::rotation_against_force;
  }
  // By what is plain: when the foot touches and leaves is less certain.
  const auto stance_s =
      builder_.stance_before_s(events) ? std::optional(seconds(events.t_swing_us - slow_before_us)) : std::nullopt;
  const bool walks =
      signs_.add({.up_before = swing.start_attitude().conjugate() * Vec3::UnitZ(),
                  .up_after = swing.end_attitude().conjugate() * Vec3::UnitZ(),
                  .up_usual = alignment_.current().q_foot_sensor.conjugate() * Vec3::UnitZ(),
                  .displacement_m = swing.displacement_m(),
                  .unrest_radps = std::max(ring_[swing.begin()].unrest_radps, ring_[swing.end()].unrest_radps),
                  .rms_rate_radps = rms_rate_radps,
                  .peak_speed_mps = swing.peak_speed_mps(),
                  .stance_s = stance_s,
                  .swing_s = seconds(events.t_slow_us - events.t_swing_us)});
  auto& told = diagnosis_.contradiction;
  if (told == Contradiction::none || told == Contradiction::no_walking) {
    told = signs_.no_walking() ? Contradiction::no_walking : Contradiction::none;
  }
  return walks && told == Contradiction::none && !closing_.implausible(swing);
}

void FootPipeline::complete(const TrackedSwing& t) {
  const SwingSmoother& swing = t.swing;
  alignment_.add_rest(tracker_.mean_acc_mps2(ring_, t.rest.index), ring_[t.rest.index].unrest_radps);
  refresh_motion();
  ++diagnosis_.rests;
  const auto first_look = find_events(swing, motion_, ring_, alignment_.toes_known(), config_.events);
  keep_segment(t);
  if (!first_look) {
    ++diagnosis_.weight_shifts;
    withdraw_contact();
    if (quality_between(swing.begin(), swing.end()).has(Quality::gap)) {
      pending_.set(Quality::gap);
    }
    stance_.add(swing);
    return;
  }
  SwingLook look;
  const StrideEvents events = learn(swing, *first_look, look);
  if (!look.one_swing) {
    builder_.forget_contact();  // the stance before its lift-off holds a swing
  }
  QualityBits quality = quality_between(swing.begin(), swing.end());
  quality |= pending_;
  pending_ = QualityBits();
  if (!t.rest.flat && ring_[t.rest.index].unrest_radps > config_.rest.enter_radps) {
    quality.set(Quality::no_flat);
  }
  if (first_stride_) {
    quality.set(Quality::first);
  }
  const Real floor_turn_rad = stance_.turned_rad(swing.start_attitude(), motion_);
  if (stance_.slipped_m(floor_turn_rad, config_.farthest_pivot_m) > config_.slip_m) {
    quality.set(Quality::slip);
  }
  if (!alignment_.settled()) {
    quality.set(Quality::uncalibrated);
  }
  if (!plausible(swing, events, look.rms_rate_radps, quality) || !look.one_swing) {
    quality.set(Quality::implausible);
    ++diagnosis_.implausible;
  }
  const bool whole = !quality.has(Quality::gap) && !quality.has(Quality::gyr_clipped);
  const Real variance_share =
      whole ? closing_.variance_share(swing) : std::max(Real(1), closing_.variance_share(swing));
  const Stride s = builder_.build({.swing = swing,
                                   .events = events,
                                   .motion = motion_,
                                   .rate_hz = rate_hz_,
                                   .tilt_sd_rad = tracker_.tilt_sd_rad(),
                                   .floor_turn_rad = floor_turn_rad,
                                   .variance_share = variance_share,
                                   .scale_sd = std::abs(alignment_.current().gravity_mps2 / kGravity_mps2 - 1),
                                   .toes_known = alignment_.toes_known(),
                                   .ball_known = pivots_.ball_known(),
                                   .heel_known = pivots_.heel_known(),
                                   .quality = quality});
  if (!look.one_swing) {
    builder_.forget_contact();  // and which of its two contacts was told is not known
  }
  first_stride_ = false;
  stance_.begin(swing.end_attitude());
  ++diagnosis_.strides;
  tell_contact_of(s);
  emit(s);
}

/// Learns from a stride where ball and heel are and which end is the toe; answers with the events as they look with
/// that known.
StrideEvents FootPipeline::learn(const SwingSmoother& swing, const StrideEvents& e, SwingLook& look) {
  const FootMotion before = motion_;
  PivotEstimator pivots = pivots_;
  const Quat& q_foot_sensor = alignment_.current().q_foot_sensor;
  const std::int64_t edge_us = 300'000;  // of the stances: a roll is shorter
  Mat3 energy = Mat3::Zero();
  Real swing_energy = 0;
  Vec3 left_m = Vec3::Zero(), landed_m = left_m;
  swing.visit([&](const MotionPoint& m) {
    left_m = m.t_us <= e.t_tc_us ? m.pos_m : left_m;
    landed_m = m.t_us <= e.t_ic_us ? m.pos_m : landed_m;
    energy += m.gyr_radps * m.gyr_radps.transpose();
    swing_energy += m.t_us > e.t_swing_us && m.t_us <= e.t_ic_us ? m.gyr_radps.squaredNorm() : Real(0);
    const bool lifting = m.t_us >= e.t_start_us && m.t_us < std::min(e.t_start_us + edge_us, e.t_swing_us);
    const bool landing = m.t_us > e.t_ic_us && m.t_us <= e.t_ff_us && m.t_us > e.t_ff_us - edge_us;
    if (lifting || landing) {
      const FootPoint p = before.at(m);
      const Vec3 vel = q_foot_sensor * (m.q_world_sensor.conjugate() * m.vel_mps);
      pivots.add(vel, q_foot_sensor * m.gyr_radps, p.pitch_rad - (lifting ? e.flat_before_rad : e.flat_after_rad),
                 1 / rate_hz_);
    }
  });
  const Real before_m = left_m.head<2>().norm(), after_m = (swing.displacement_m() - landed_m).head<2>().norm();
  look.one_swing = swing.moving_start() || std::max(before_m, after_m) < config_.most_stance_m;
  look.rms_rate_radps =
      std::sqrt(swing_energy / (rate_hz_ * seconds(std::max<std::int64_t>(1, e.t_ic_us - e.t_swing_us))));
  if (!look.one_swing) {
    return e;
  }
  pivots_ = pivots;
  alignment_.add_swing(energy / rate_hz_);
  pivots_.solve();
  const Real heading = before.heading_rad(swing.end_attitude());
  const Vec3 d = swing.displacement_m();
  const Real forward_m = d.x() * std::cos(heading) + d.y() * std::sin(heading);
  alignment_.add_travel(forward_m);
  const Real aside_m = d.y() * std::cos(heading) - d.x() * std::sin(heading);
  if (alignment_.add_toe_cues(
          {e.toe_down_rad, e.toe_up_rad, {forward_m, aside_m, d.z()}, e.ic_pitch_rad, e.steepest_share})) {
    pivots_.turn_about();
  }
  diagnosis_.toe_log_odds = alignment_.toe_log_odds();
  refresh_motion();
  return motion_.is_close(before)
             ? e
             : find_events(swing, motion_, ring_, alignment_.toes_known(), config_.events).value_or(e);
}

void FootPipeline::watch() {
  if (!tracker_.proven() || rest_.resting()) {
    watcher_.stop();
    return;
  }
  const std::int64_t anchor = tracker_.anchor();
  std::int64_t next = ring_.end() - 1;
  if (!watcher_.running() || watched_from_ != anchor) {
    watched_from_ = anchor;
    watcher_.start(ring_[anchor], tracker_.attitude().attitude(), tracker_.attitude().bias(),
                   alignment_.current().gravity_mps2, motion_);
    next = anchor + 1;
  }
  for (; next < ring_.end(); ++next) {
    const WatchResult r = watcher_.push(ring_[next], motion_);
    if (r.withdrawn) {
      withdraw_contact();
    }
    if (r.landing) {
      withdraw_contact();
      tell_landing(*r.landing);
    }
  }
}

/// A landing without a clear shock is looked at again as its row's will be, with what is known by now.
Landing FootPipeline::look_again(const Landing& landing, Real& pitch_sd_rad) const {
  const Real time_sd_s = landing.shock ? config_.shock_time_sd_s : config_.landing_time_sd_s;
  pitch_sd_rad = landing.pitch_rate_radps * time_sd_s;
  if (landing.shock && std::abs(landing.pitch_rad) > config_.live_clear_rad) {
    return landing;
  }
  const SwingSmoother swing = tracker_.swing_until(ring_, ring_.end() - 1, tracked_foot());
  const Real flat_rad = pitch_of(swing.start_attitude(), motion_.x_axis_sensor());
  const auto e = find_landing_so_far(swing, motion_, ring_, flat_rad, config_.events);
  if (!e) {
    return landing;
  }
  pitch_sd_rad = landing_pitch_sd_rad(*e, config_.shock_time_sd_s, config_.landing_time_sd_s);
  Landing again = landing;
  again.t_ic_us = e->t_ic_us;
  again.pitch_rad = e->ic_pitch_rad;
  again.turned_rad += landing.pitch_rad - again.pitch_rad;
  again.shock = e->ic_shock;
  return again;
}

void FootPipeline::tell_landing(const Landing& seen) {
  Real pitch_sd_rad = 0;
  const Landing landing = look_again(seen, pitch_sd_rad);
  Contact c;
  c.foot = foot_;
  c.t_ic_us = landing.t_ic_us;
  c.decided_us = ring_[ring_.end() - 1].t_us;
  c.quality = quality_between(tracker_.anchor(), ring_.end() - 1);
  if (!alignment_.settled()) {
    c.quality.set(Quality::uncalibrated);
  }
  if (alignment_.toes_known()) {
    const Real heading = motion_.heading_rad(watcher_.attitude());
    const Vec3 ahead(std::cos(heading), std::sin(heading), 0), aside(-ahead.y(), ahead.x(), 0);
    c.direction = direction_of(landing.moved_m.dot(ahead), landing.moved_m.dot(aside), config_.direction);
    c.strike_angle_rad = landing.pitch_rad;
    // The rest before is the zero: if the foot was flat otherwise than usual there, the next one likely is not.
    const Real zero_rad =
        builder_.flat_otherwise_rad(pitch_of(tracker_.attitude().attitude(), motion_.x_axis_sensor()));
    const Real sd =
        std::hypot(std::hypot(tracker_.tilt_sd_rad(), zero_rad), std::hypot(config_.live_pitch_sd_rad, pitch_sd_rad));
    const ContactVerdict v = doubt_flat(classify_contact(landing.pitch_rad, sd, landing.turned_rad, config_.contact),
                                        landing.shock, c.quality);
    c.contact = v.contact;
    c.confidence = v.confidence;
  } else {
    c.quality.set(Quality::mounting_unknown);
  }
  told_ic_us_ = c.t_ic_us;
  emit(c);
}

void FootPipeline::withdraw_contact() {
  if (told_ic_us_) {
    emit(Withdrawn{foot_, *told_ic_us_});
    told_ic_us_.reset();
  }
}

void FootPipeline::tell_contact_of(const Stride& s) {
  const std::int64_t same_us = 200'000;  // closer contacts of one foot are one
  if (told_ic_us_ && std::abs(*told_ic_us_ - *s.t_ic_us) > same_us) {
    withdraw_contact();
  }
  if (!told_ic_us_) {
    // Not seen in time: told late rather than never, so that every stride has its contact.
    emit(Contact{foot_, *s.t_ic_us, ring_[ring_.end() - 1].t_us, s.strike_angle_rad, s.contact,
                 s.contact_confidence.value_or(0), s.direction, s.quality});
  }
  told_ic_us_.reset();
}

}  // namespace backstep
