#include "dsp/calibration/toe_evidence.h"

#include <algorithm>
#include <cmath>

namespace backstep {

void ToeEvidence::add(const ToeCues& cues) {
  const Real step_m = cues.moved_m.head<2>().norm();
  if (step_m < config_.least_step_m || std::abs(cues.moved_m.z()) > config_.most_rise * step_m) {
    return;
  }
  const Real down = std::max(cues.toe_down_rad, config_.floor_rad);
  const Real up = std::max(cues.toe_up_rad, config_.floor_rad);
  const Real early = std::clamp(Real(0.5) - cues.steepest_share, Real(-0.5), Real(0.5));
  ++swings_;
  if (std::abs(cues.strike_rad) > config_.clear_strike_rad) {
    ++clear_contacts_;
    usual_contacts_ += cues.moved_m.x() * cues.strike_rad > 0 ? 1U : 0U;
  }
  steepest_rad_ += (std::max(down, up) - steepest_rad_) / static_cast<Real>(swings_);
  add(pitch_, std::clamp(std::log(down / up), -config_.most_pitch, config_.most_pitch));
  add(time_, early * cues.moved_m.x() / step_m);  // a step aside is neither forward nor backward
}

void ToeEvidence::add(Cue& cue, Real value) const {
  const Real before = cue.mean;
  cue.mean += (value - before) / static_cast<Real>(swings_);
  cue.scatter += (value - before) * (value - cue.mean);  // Welford
}

/// Walks differ, and so do the swings of one walk: the mean of n of them by the n-th part.
Real ToeEvidence::log_odds(const Cue& cue, Real mean, Real sd, Real swing_sd) const {
  const auto n = static_cast<Real>(swings_);
  const Real within = (config_.prior_swings * swing_sd * swing_sd + cue.scatter) / (config_.prior_swings + n - 1);
  return std::clamp(2 * mean * cue.mean / (sd * sd + within / n), -config_.most_cue_log_odds,
                    config_.most_cue_log_odds);
}

Real ToeEvidence::log_odds() const {
  const bool usual = clear_contacts_ >= config_.least_contacts &&
                     static_cast<Real>(usual_contacts_) >= config_.usual_share * static_cast<Real>(clear_contacts_);
  if (swings_ == 0 || (!usual && steepest_rad_ < config_.only_heels_rad)) {
    return 0;
  }
  const Real clear =
      std::clamp((steepest_rad_ - config_.shuffle_rad) / (config_.swing_rad - config_.shuffle_rad), Real(0), Real(1));
  return clear * (log_odds(pitch_, config_.pitch_mean, config_.pitch_sd, config_.pitch_swing_sd) +
                  log_odds(time_, config_.time_mean, config_.time_sd, config_.time_swing_sd));
}

}  // namespace backstep
