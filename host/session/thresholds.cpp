#include "host/session/thresholds.h"

#include <cmath>
#include <type_traits>

namespace backstep::host {

namespace {

constexpr double kDeg = 180 / kPi;

}  // namespace

double Threshold::get() const {
  return std::visit([this](const auto* v) { return static_cast<double>(*v) * scale; }, value);
}

void Threshold::set(double in_file_unit) const {
  std::visit([&](auto* v) { *v = static_cast<std::remove_pointer_t<decltype(v)>>(in_file_unit / scale); }, value);
}

std::vector<Threshold> thresholds(SessionConfig& config) {
  FootConfig& f = config.foot;
  return {
      {"stillness", "window_s", &f.stillness.window_s},
      {"stillness", "quick_window_s", &f.stillness.quick_window_s},
      {"stillness", "acc_per_rate_mps2", &f.stillness.acc_per_rate_mps2},
      {"rest", "enter_dps", &f.rest.enter_radps, kDeg},
      {"rest", "exit_dps", &f.rest.exit_radps, kDeg},
      {"rest", "prominence", &f.rest.prominence},
      {"rest", "dip_limit_dps", &f.rest.dip_limit_radps, kDeg},
      {"rest", "decide_s", &f.rest.decide_s},
      {"gate", "max_speed_share", &f.gate.max_speed_share},
      {"gate", "begin_speed_share", &f.gate.begin_speed_share},
      {"gate", "max_held_deg", &f.gate.max_held_rad, kDeg},
      {"gate", "max_pitch_step_deg", &f.gate.max_pitch_step_rad, kDeg},
      {"gate", "max_tilt_deg", &f.gate.max_tilt_rad, kDeg},
      {"gate", "max_gravity_error", &f.gate.max_gravity_error},
      {"gate", "max_roll_radps", &f.gate.max_roll_radps},
      {"gate", "least_gravity", &f.gate.least_gravity},
      {"gate", "most_gravity", &f.gate.most_gravity},
      {"gate", "closing_tilt_sd_deg", &f.gate.closing_tilt_sd_rad, kDeg},
      {"gate", "resmooth_deg", &f.gate.resmooth_rad, kDeg},
      {"gate", "max_stance_mps", &f.gate.max_stance_mps},
      {"gate", "certain_s", &f.gate.certain_s},
      {"gate", "certain_mps", &f.gate.certain_mps},
      {"attitude", "gyro_noise_dps_sqrthz", &f.attitude.gyro_noise_radps_sqrthz, kDeg},
      {"attitude", "gyro_scale_sd", &f.attitude.gyro_scale_sd},
      {"attitude", "swing_tilt_sd_deg", &f.attitude.swing_tilt_sd_rad, kDeg},
      {"attitude", "bias_walk_dps_sqrts", &f.attitude.bias_walk_radps_sqrts, kDeg},
      {"attitude", "initial_bias_sd_dps", &f.attitude.initial_bias_sd_radps, kDeg},
      {"attitude", "rest_tilt_sd_deg", &f.attitude.rest_tilt_sd_rad, kDeg},
      {"attitude", "unrest_tilt_s", &f.attitude.unrest_tilt_s},
      {"swing", "acc_noise_mps2_sqrthz", &f.swing.acc_noise_mps2_sqrthz},
      {"swing", "acc_bias_sd_mps2", &f.swing.acc_bias_sd_mps2},
      {"swing", "impact_mps2", &f.swing.impact_mps2},
      {"swing", "impact_share", &f.swing.impact_share},
      {"swing", "impact_tilt_share", &f.swing.impact_tilt_share},
      {"swing", "gap_acc_sd_mps2", &f.swing.gap_acc_sd_mps2},
      {"swing", "gap_rate_sd_dps", &f.swing.gap_rate_sd_radps, kDeg},
      {"swing", "rest_speed_sd_mps", &f.swing.rest_speed_sd_mps},
      {"alignment", "declared_weight", &f.alignment.declared_weight},
      {"alignment", "decide_log_odds", &f.alignment.decide_log_odds},
      {"alignment", "toe_cue_mean", &f.alignment.toe_cue_mean},
      {"alignment", "toe_cue_sd", &f.alignment.toe_cue_sd},
      {"alignment", "usual_contact_share", &f.alignment.usual_contact_share},
      {"alignment", "clear_strike_deg", &f.alignment.clear_strike_rad, kDeg},
      {"alignment", "toe_cue_swings", &f.alignment.toe_cue_swings},
      {"alignment", "rest_acc_sd_mps2", &f.alignment.rest_acc_sd_mps2},
      {"alignment", "unrest_acc_mps", &f.alignment.unrest_acc_mps},
      {"alignment", "gravity_sd_mps2", &f.alignment.gravity_sd_mps2},
      {"alignment", "settled_rests", &f.alignment.settled_rests},
      {"alignment", "settled_swings", &f.alignment.settled_swings},
      {"pivots", "min_rate_dps", &f.pivots.min_rate_radps, kDeg},
      {"pivots", "max_pitch_deg", &f.pivots.max_pitch_rad, kDeg},
      {"pivots", "prior_sd_m", &f.pivots.prior_sd_m},
      {"pivots", "farthest_x_m", &f.pivots.farthest_m.x()},
      {"pivots", "farthest_y_m", &f.pivots.farthest_m.y()},
      {"pivots", "farthest_z_m", &f.pivots.farthest_m.z()},
      {"pivots", "velocity_sd_mps", &f.pivots.velocity_sd_mps},
      {"events", "lift_share", &f.events.lift_share},
      {"events", "land_share", &f.events.land_share},
      {"events", "near_share", &f.events.near_share},
      {"events", "still_share", &f.events.still_share},
      {"events", "after_still_s", &f.events.after_still_s},
      {"events", "shock_mps3", &f.events.shock_mps3},
      {"events", "shock_contrast", &f.events.shock_contrast},
      {"events", "shock_share", &f.events.shock_share},
      {"events", "still_dps", &f.events.still_radps, kDeg},
      {"events", "flat_deg", &f.events.flat_rad, kDeg},
      {"events", "min_swing_s", &f.events.min_swing_s},
      {"events", "min_speed_mps", &f.events.min_speed_mps},
      {"contact", "ball_limit_deg", &f.contact.ball_limit_rad, kDeg},
      {"contact", "heel_limit_deg", &f.contact.heel_limit_rad, kDeg},
      {"contact", "min_confidence", &f.contact.min_confidence},
      {"watch", "land_share", &f.watch.land_share},
      {"watch", "lift_share", &f.watch.lift_share},
      {"watch", "min_peak_mps", &f.watch.min_peak_mps},
      {"watch", "confirm_s", &f.watch.confirm_s},
      {"watch", "near_share", &f.watch.near_share},
      {"watch", "shock_mps3", &f.watch.shock_mps3},
      {"watch", "shock_contrast", &f.watch.shock_contrast},
      {"watch", "usual_s", &f.watch.usual_s},
      {"watch", "shockless_s", &f.watch.shockless_s},
      {"roll", "smoothing_s", &f.roll.smoothing_s},
      {"roll", "reversal_dps", &f.roll.reversal_radps, kDeg},
      {"roll", "down_deg", &f.roll.down_rad, kDeg},
      {"roll", "hesitant_share", &f.roll.hesitant_share},
      {"roll", "held_s", &f.roll.held_s},
      {"roll", "held_rate_share", &f.roll.held_rate_share},
      {"roll", "unbraked_share", &f.roll.unbraked_share},
      {"roll", "landing_s", &f.roll.landing_s},
      {"roll", "fall_radps2", &f.roll.fall_radps2},
      {"roll", "driven_share", &f.roll.driven_share},
      {"roll", "smooth_monotonicity", &f.roll.smooth_monotonicity},
      {"roll", "poor_monotonicity", &f.roll.poor_monotonicity},
      {"roll", "hard_dps", &f.roll.hard_radps, kDeg},
      {"direction", "in_place_m", &f.direction.in_place_m},
      {"direction", "turn_limit_deg", &f.direction.turn_limit_rad, kDeg},
      {"foot", "max_stride_s", &f.max_stride_s},
      {"foot", "min_swing_s", &f.min_swing_s},
      {"foot", "max_swing_s", &f.max_swing_s},
      {"foot", "gap_s", &f.gap_s},
      {"foot", "uneven_share", &f.uneven_share},
      {"foot", "slip_m", &f.slip_m},
      {"foot", "shock_time_sd_s", &f.shock_time_sd_s},
      {"foot", "landing_time_sd_s", &f.landing_time_sd_s},
      {"foot", "calibration_sd_deg", &f.calibration_sd_rad, kDeg},
      {"foot", "live_pitch_sd_deg", &f.live_pitch_sd_rad, kDeg},
      {"overstride", "caution", &config.overstride.caution},
      {"overstride", "alert", &config.overstride.alert},
      {"overstride", "personal_ratio", &config.overstride.personal_ratio},
      {"overstride", "similar_speed_mps", &config.overstride.similar_speed_mps},
      {"alert", "heel_first_count", &config.alert.heel_first_count},
      {"alert", "heel_first_of", &config.alert.heel_first_of},
      {"alert", "overstride_count", &config.alert.overstride_count},
      {"alert", "overstride_of", &config.alert.overstride_of},
      {"alert", "mute_after_direction_change", &config.alert.mute_after_direction_change},
      {"session", "bout_rest_s", &config.bout_rest_s},
      {"session", "max_double_support_s", &config.max_double_support_s},
  };
}

}  // namespace backstep::host
