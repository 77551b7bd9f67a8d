#include "dsp/calibration/toe_evidence.h"

#include <algorithm>
#include <cmath>

namespace backstep {

void ToeEvidence::add(const ToeCues& cues, const ToeConfig& config) {
  const Real step_m = cues.moved_m.head<2>().norm();
  if (step_m < config.least_step_m || std::abs(cues.moved_m.z()) > config.most_rise * step_m) {
    return;
  }
  const Real down = std::max(cues.toe_down_rad, config.floor_rad);
  const Real up = std::max(cues.toe_up_rad, config.floor_rad);
  const Real early = std::clamp(Real(0.5) - cues.steepest_share, Real(-0.5), Real(0.5));
  ++swings_;
  if (std::abs(cues.strike_rad) > config.clear_strike_rad) {
    ++clear_contacts_;
    usual_contacts_ += cues.moved_m.x() * cues.strike_rad > 0 ? 1U : 0U;
  }
  steepest_rad_ += (std::max(down, up) - steepest_rad_) / static_cast<Real>(swings_);
  add(pitch_, std::clamp(std::log(down / up), -config.most_pitch, config.most_pitch));
  add(time_, early * cues.moved_m.x() / step_m);  // a step aside is neither forward nor backward
}

void ToeEvidence::add(Cue& cue, Real value) const {
  const Real before = cue.mean;
  cue.mean += (value - before) / static_cast<Real>(swings_);
  cue.scatter += (value - before) * (value - cue.mean);  // Welford
}

/// Walks differ, and so do the swings of one walk: the mean of n of them by the n-th part.
Real ToeEvidence::log_odds(const Cue& cue, const ToeConfig& config, Real mean, Real sd, Real swing_sd) const {
  const auto n = static_cast<Real>(swings_);
  const Real within = (config.prior_swings * swing_sd * swing_sd + cue.scatter) / (config.prior_swings + n - 1);
  return std::clamp(2 * mean * cue.mean / (sd * sd + within / n), -config.most_cue_log_odds, config.most_cue_log_odds);
}

Real ToeEvidence::log_odds(const ToeConfig& config) const {
  const bool usual = clear_contacts_ >= config.least_contacts &&
                     static_cast<Real>(usual_contacts_) >= config.usual_share * static_cast<Real>(clear_contacts_);
  if (swings_ == 0 || (!usual && steepest_rad_ < config.only_heels_rad)) {
    return 0;
  }
  const Real clear =
      std::clamp((steepest_rad_ - config.shuffle_rad) / (config.swing_rad - config.shuffle_rad), Real(0), Real(1));
  return clear * (log_odds(pitch_, config, config.pitch_mean, config.pitch_sd, config.pitch_swing_sd) +
                  log_odds(time_, config, config.time_mean, config.time_sd, config.time_swing_sd));
}

}  // namespace backstep
