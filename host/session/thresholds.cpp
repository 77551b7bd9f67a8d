#include "host/session/thresholds.h"

#include <fmt/format.h>

#include <cmath>
#include <type_traits>

#include "dsp/alert/alert_rules.h"

namespace backstep::host {

namespace {

constexpr double kDeg = 180 / kPi;
constexpr int kMostCount = AlertRules::kLongest;

}  // namespace

double Threshold::get() const {
  return std::visit([this](const auto* v) { return static_cast<double>(*v) * scale; }, value);
}

void Threshold::set(double in_file_unit) const {
  std::visit([&](auto* v) { *v = static_cast<std::remove_pointer_t<decltype(v)>>(in_file_unit / scale); }, value);
}

std::string Threshold::cannot_be(double in_file_unit) const {
  const bool whole =
      !is_count() || (in_file_unit == std::floor(in_file_unit) && in_file_unit >= 0 && in_file_unit <= kMostCount);
  // Only an angle may be negative: the limit of a ball-first contact is.
  const bool in_range = std::isfinite(in_file_unit) && std::abs(in_file_unit) <= 1e12 &&
                        (in_file_unit >= 0 || key.ends_with("_limit_deg"));
  if (whole && in_range) {
    return {};
  }
  return is_count() ? fmt::format("a whole number from 0 to {}", kMostCount) : std::string("a number from 0 up");
}

std::string cannot_be_together(const SessionConfig& config) {
  const auto in_window = [](int n) { return n >= 1 && n <= AlertRules::kLongest; };
  if (!in_window(config.alert.heel_first_of) || !in_window(config.alert.overstride_of)) {
    return "alert.heel_first_of and alert.overstride_of must be at least 1.";
  }
  if (config.foot.rest.enter_radps > config.foot.rest.exit_radps) {
    return "rest.enter_dps must not be above rest.exit_dps.";
  }
  if (config.foot.contact.ball_limit_rad > config.foot.contact.heel_limit_rad) {
    return "contact.ball_limit_deg must not be above contact.heel_limit_deg.";
  }
  if (config.overstride.caution > config.overstride.alert) {
    return "overstride.caution must not be above overstride.alert.";
  }
  return {};
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
      {"gate", "flat_deg", &f.gate.flat_rad, kDeg},
      {"gate", "held_still_dps", &f.gate.held_still_radps, kDeg},
      {"gate", "max_pitch_step_deg", &f.gate.max_pitch_step_rad, kDeg},
      {"gate", "max_tilt_deg", &f.gate.max_tilt_rad, kDeg},
      {"gate", "between_speed_share", &f.gate.between_speed_share},
      {"gate", "least_step_m", &f.gate.least_step_m},
      {"gate", "most_fall_s", &f.gate.most_fall_s},
      {"gate", "max_gravity_error", &f.gate.max_gravity_error},
      {"gate", "max_roll_radps", &f.gate.max_roll_radps},
      {"gate", "least_gravity", &f.gate.least_gravity},
      {"gate", "most_gravity", &f.gate.most_gravity},
      {"gate", "closing_tilt_sd_deg", &f.gate.closing_tilt_sd_rad, kDeg},
      {"gate", "resmooth_deg", &f.gate.resmooth_rad, kDeg},
      {"gate", "landed_speed_sd_mps", &f.gate.landed_speed_sd_mps},
      {"gate", "most_lift_m", &f.gate.most_lift_m},
      {"gate", "max_stance_mps", &f.gate.max_stance_mps},
      {"gate", "certain_s", &f.gate.certain_s},
      {"gate", "certain_mps", &f.gate.certain_mps},
      {"gate", "around_s", &f.gate.around_s},
      {"gate", "stiller_share", &f.gate.stiller_share},
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
      {"swing", "clipped_rate_sd_dps", &f.swing.clipped_rate_sd_radps, kDeg},
      {"swing", "rest_speed_sd_mps", &f.swing.rest_speed_sd_mps},
      {"swing", "pause_mps", &f.swing.pause_mps},
      {"swing", "rest_lever_sd_m", &f.swing.rest_lever_sd_m},
      {"standstill", "least_s", &f.standstill.least_s},
      {"standstill", "rate_sd_dps", &f.standstill.rate_sd_radps, kDeg},
      {"standstill", "acc_sd_mps2", &f.standstill.acc_sd_mps2},
      {"standstill", "most_bias_dps", &f.standstill.most_bias_radps, kDeg},
      {"standstill", "turned_share", &f.standstill.turned_share},
      {"standstill", "bias_sd_dps", &f.standstill.bias_sd_radps, kDeg},
      {"standstill", "surprise_sds", &f.standstill.surprise_sds},
      {"closing", "prior_share", &f.closing.prior_share},
      {"closing", "prior_swings", &f.closing.prior_swings},
      {"closing", "memory_swings", &f.closing.memory_swings},
      {"closing", "most_share", &f.closing.most_share},
      {"closing", "outlier_share", &f.closing.outlier_share},
      {"closing", "implausible_mps", &f.closing.implausible_mps},
      {"closing", "implausible_share", &f.closing.implausible_share},
      {"closing", "contradiction_mps", &f.closing.contradiction_mps},
      {"closing", "contradiction_share", &f.closing.contradiction_share},
      {"alignment", "declared_weight", &f.alignment.declared_weight},
      {"alignment", "decide_log_odds", &f.alignment.decide_log_odds},
      {"alignment", "decide_swings", &f.alignment.decide_swings},
      {"alignment", "rest_acc_sd_mps2", &f.alignment.rest_acc_sd_mps2},
      {"alignment", "unrest_acc_mps", &f.alignment.unrest_acc_mps},
      {"alignment", "gravity_sd_mps2", &f.alignment.gravity_sd_mps2},
      {"alignment", "settled_rests", &f.alignment.settled_rests},
      {"alignment", "settled_swings", &f.alignment.settled_swings},
      {"toes", "pitch_mean", &f.alignment.toes.pitch_mean},
      {"toes", "pitch_sd", &f.alignment.toes.pitch_sd},
      {"toes", "time_mean", &f.alignment.toes.time_mean},
      {"toes", "time_sd", &f.alignment.toes.time_sd},
      {"toes", "pitch_swing_sd", &f.alignment.toes.pitch_swing_sd},
      {"toes", "time_swing_sd", &f.alignment.toes.time_swing_sd},
      {"toes", "prior_swings", &f.alignment.toes.prior_swings},
      {"toes", "floor_deg", &f.alignment.toes.floor_rad, kDeg},
      {"toes", "shuffle_deg", &f.alignment.toes.shuffle_rad, kDeg},
      {"toes", "swing_deg", &f.alignment.toes.swing_rad, kDeg},
      {"toes", "least_step_m", &f.alignment.toes.least_step_m},
      {"toes", "most_rise", &f.alignment.toes.most_rise},
      {"toes", "usual_share", &f.alignment.toes.usual_share},
      {"toes", "clear_strike_deg", &f.alignment.toes.clear_strike_rad, kDeg},
      {"toes", "only_heels_deg", &f.alignment.toes.only_heels_rad, kDeg},
      {"toes", "least_contacts", &f.alignment.toes.least_contacts},
      {"toes", "most_pitch", &f.alignment.toes.most_pitch},
      {"toes", "most_cue_log_odds", &f.alignment.toes.most_cue_log_odds},
      {"pivots", "min_rate_dps", &f.pivots.min_rate_radps, kDeg},
      {"pivots", "plain_deg", &f.pivots.plain_rad, kDeg},
      {"pivots", "min_pitch_deg", &f.pivots.min_pitch_rad, kDeg},
      {"pivots", "max_pitch_deg", &f.pivots.max_pitch_rad, kDeg},
      {"pivots", "prior_sd_m", &f.pivots.prior_sd_m},
      {"pivots", "farthest_x_m", &f.pivots.farthest_m.x()},
      {"pivots", "farthest_y_m", &f.pivots.farthest_m.y()},
      {"pivots", "farthest_z_m", &f.pivots.farthest_m.z()},
      {"pivots", "least_apart_m", &f.pivots.least_apart_m},
      {"pivots", "velocity_sd_mps", &f.pivots.velocity_sd_mps},
      {"events", "lift_share", &f.events.lift_share},
      {"events", "hover_m", &f.events.hover_m},
      {"events", "land_share", &f.events.land_share},
      {"events", "still_share", &f.events.still_share},
      {"events", "after_still_s", &f.events.after_still_s},
      {"events", "still_dps", &f.events.still_radps, kDeg},
      {"events", "flat_deg", &f.events.flat_rad, kDeg},
      {"events", "min_swing_s", &f.events.min_swing_s},
      {"events", "min_speed_mps", &f.events.min_speed_mps},
      {"shock", "near_share", &f.events.shock.near_share},
      {"shock", "sharp_mps3", &f.events.shock.sharp_mps3},
      {"shock", "sharp_contrast", &f.events.shock.sharp_contrast},
      {"shock", "clear_mps2", &f.events.shock.clear_mps2},
      {"shock", "clear_contrast", &f.events.shock.clear_contrast},
      {"shock", "onset_share", &f.events.shock.onset_share},
      {"shock", "onset_s", &f.events.shock.onset_s},
      {"shock", "usual_s", &f.events.shock.usual_s},
      {"contact", "ball_limit_deg", &f.contact.ball_limit_rad, kDeg},
      {"contact", "heel_limit_deg", &f.contact.heel_limit_rad, kDeg},
      {"contact", "min_confidence", &f.contact.min_confidence},
      {"contact", "most_opposite", &f.contact.most_opposite},
      {"contact", "contradiction_deg", &f.contact.contradiction_rad, kDeg},
      {"watch", "land_share", &f.watch.land_share},
      {"watch", "lift_share", &f.watch.lift_share},
      {"watch", "min_peak_mps", &f.watch.min_peak_mps},
      {"watch", "confirm_s", &f.watch.confirm_s},
      {"watch", "shockless_s", &f.watch.shockless_s},
      {"roll", "min_rate_hz", &f.roll.min_rate_hz},
      {"roll", "least_deg", &f.roll.least_rad, kDeg},
      {"roll", "most_with_fault", &f.roll.most_with_fault},
      {"roll", "smoothing_s", &f.roll.smoothing_s},
      {"roll", "reversal_dps", &f.roll.reversal_radps, kDeg},
      {"roll", "down_deg", &f.roll.down_rad, kDeg},
      {"roll", "settling_deg", &f.roll.settling_rad, kDeg},
      {"roll", "settling_share", &f.roll.settling_share},
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
      {"direction", "least_stride_m", &f.direction.least_stride_m},
      {"direction", "turn_limit_deg", &f.direction.turn_limit_rad, kDeg},
      {"signs", "least_stance_share", &f.signs.least_stance_share},
      {"signs", "steepest_sole_deg", &f.signs.steepest_sole_rad, kDeg},
      {"signs", "most_tilt_change_deg", &f.signs.most_tilt_change_rad, kDeg},
      {"signs", "steepest_way", &f.signs.steepest_way},
      {"signs", "least_height_m", &f.signs.least_height_m},
      {"signs", "flat_reach_m", &f.signs.flat_reach_m},
      {"signs", "still_dps", &f.signs.still_radps, kDeg},
      {"signs", "least_turn_dps", &f.signs.least_turn_radps, kDeg},
      {"signs", "least_turn_radpm", &f.signs.least_turn_radpm},
      {"signs", "return_share", &f.signs.return_share},
      {"signs", "unlike", &f.signs.unlike},
      {"foot", "max_stride_s", &f.max_stride_s},
      {"foot", "min_swing_s", &f.min_swing_s},
      {"foot", "max_swing_s", &f.max_swing_s},
      {"foot", "gap_s", &f.gap_s},
      {"foot", "hole_s", &f.hole_s},
      {"foot", "least_gap_s", &f.least_gap_s},
      {"foot", "held_rate_dps", &f.held_rate_radps, kDeg},
      {"foot", "held_acc_mps2", &f.held_acc_mps2},
      {"foot", "farthest_pivot_m", &f.farthest_pivot_m},
      {"foot", "length_scale_sd", &f.length_scale_sd},
      {"foot", "uneven_share", &f.uneven_share},
      {"foot", "slip_m", &f.slip_m},
      {"foot", "shock_time_sd_s", &f.shock_time_sd_s},
      {"foot", "touch_sd_s", &f.touch_sd_s},
      {"foot", "landing_time_sd_s", &f.landing_time_sd_s},
      {"foot", "most_stance_m", &f.most_stance_m},
      {"foot", "zero_share", &f.zero_share},
      {"foot", "usual_flat_share", &f.usual_flat_share},
      {"foot", "calibration_sd_deg", &f.calibration_sd_rad, kDeg},
      {"foot", "live_clear_deg", &f.live_clear_rad, kDeg},
      {"foot", "live_pitch_sd_deg", &f.live_pitch_sd_rad, kDeg},
      {"foot", "stance_tilt_deg", &f.stance_tilt_rad, kDeg},
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

std::vector<Setting> settings_of(SessionConfig config) {
  std::vector<Setting> settings;
  for (const Threshold& t : thresholds(config)) {
    settings.push_back({std::string(t.section), std::string(t.key), t.get()});
  }
  return settings;
}

}  // namespace backstep::host
