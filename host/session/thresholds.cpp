#include "host/session/thresholds.h"

#include <cmath>
#include <type_traits>
#include <utility>

namespace backstep::host {

namespace {

/// Stands for a value of any type, to count the fields of a struct.
struct Anything {
  template <class T>
  requires(std::is_arithmetic_v<T> || std::is_aggregate_v<T>) operator T()
      const;  // never defined: only asked for in an unevaluated context
};

template <class T, std::size_t... I>
consteval bool takes(std::index_sequence<I...> /*fields*/) {
  return requires { T{(static_cast<void>(I), Anything{})...}; };
}

/// Number of fields of an aggregate.
template <class T, std::size_t N = 0>
consteval std::size_t fields() {
  if constexpr (takes<T>(std::make_index_sequence<N + 1>{})) {
    return fields<T, N + 1>();
  } else {
    return N;
  }
}

constexpr double kDeg = 180 / kPi;

}  // namespace

double Threshold::get() const {
  return std::visit([this](const auto* v) { return static_cast<double>(*v) * scale; }, value);
}

void Threshold::set(double in_file_unit) const {
  std::visit([&](auto* v) { *v = static_cast<std::remove_pointer_t<decltype(v)>>(in_file_unit / scale); }, value);
}

// A threshold that is added to dsp but not here would silently be none of "every threshold": these do not compile then.
static_assert(fields<FootConfig>() == 15 && fields<StillnessConfig>() == 3 && fields<RestConfig>() == 5 &&
              fields<GateConfig>() == 3 && fields<AttitudeConfig>() == 6 && fields<SwingConfig>() == 6 &&
              fields<AlignmentConfig>() == 4 && fields<PivotConfig>() == 4 && fields<EventConfig>() == 4 &&
              fields<ContactConfig>() == 3 && fields<RollConfig>() == 10 && fields<DirectionConfig>() == 2 &&
              fields<OverstrideConfig>() == 7 && fields<AlertConfig>() == 6);

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
      {"gate", "max_distance2", &f.gate.max_distance2},
      {"gate", "max_speed_share", &f.gate.max_speed_share},
      {"gate", "certain_s", &f.gate.certain_s},
      {"attitude", "gyro_noise_dps_sqrthz", &f.attitude.gyro_noise_radps_sqrthz, kDeg},
      {"attitude", "gyro_scale_sd", &f.attitude.gyro_scale_sd},
      {"attitude", "swing_tilt_sd_deg", &f.attitude.swing_tilt_sd_rad, kDeg},
      {"attitude", "bias_walk_dps_sqrts", &f.attitude.bias_walk_radps_sqrts, kDeg},
      {"attitude", "initial_bias_sd_dps", &f.attitude.initial_bias_sd_radps, kDeg},
      {"attitude", "rest_tilt_sd_deg", &f.attitude.rest_tilt_sd_rad, kDeg},
      {"swing", "acc_noise_mps2_sqrthz", &f.swing.acc_noise_mps2_sqrthz},
      {"swing", "acc_bias_sd_mps2", &f.swing.acc_bias_sd_mps2},
      {"swing", "impact_mps2", &f.swing.impact_mps2},
      {"swing", "impact_gain", &f.swing.impact_gain},
      {"swing", "gap_acc_sd_mps2", &f.swing.gap_acc_sd_mps2},
      {"swing", "rest_speed_sd_mps", &f.swing.rest_speed_sd_mps},
      {"alignment", "declared_weight", &f.alignment.declared_weight},
      {"alignment", "decide_log_odds", &f.alignment.decide_log_odds},
      {"alignment", "settled_rests", &f.alignment.settled_rests},
      {"alignment", "settled_swings", &f.alignment.settled_swings},
      {"pivots", "min_rate_dps", &f.pivots.min_rate_radps, kDeg},
      {"pivots", "max_pitch_deg", &f.pivots.max_pitch_rad, kDeg},
      {"pivots", "prior_sd_m", &f.pivots.prior_sd_m},
      {"pivots", "velocity_sd_mps", &f.pivots.velocity_sd_mps},
      {"events", "lift_share", &f.events.lift_share},
      {"events", "still_dps", &f.events.still_radps, kDeg},
      {"events", "rise_deg", &f.events.rise_rad, kDeg},
      {"events", "min_speed_mps", &f.events.min_speed_mps},
      {"contact", "ball_limit_deg", &f.contact.ball_limit_rad, kDeg},
      {"contact", "heel_limit_deg", &f.contact.heel_limit_rad, kDeg},
      {"contact", "min_confidence", &f.contact.min_confidence},
      {"roll", "smoothing_s", &f.roll.smoothing_s},
      {"roll", "reversal_dps", &f.roll.reversal_radps, kDeg},
      {"roll", "abrupt_share", &f.roll.abrupt_share},
      {"roll", "hesitant_share", &f.roll.hesitant_share},
      {"roll", "smooth_monotonicity", &f.roll.smooth_monotonicity},
      {"roll", "poor_monotonicity", &f.roll.poor_monotonicity},
      {"roll", "hard_dps", &f.roll.hard_radps, kDeg},
      {"roll", "slap_share", &f.roll.slap_share},
      {"roll", "slap_window_s", &f.roll.slap_window_s},
      {"roll", "landed_deg", &f.roll.landed_rad, kDeg},
      {"direction", "in_place_m", &f.direction.in_place_m},
      {"direction", "turn_limit_deg", &f.direction.turn_limit_rad, kDeg},
      {"foot", "max_swing_s", &f.max_swing_s},
      {"foot", "gap_s", &f.gap_s},
      {"foot", "slip_m", &f.slip_m},
      {"foot", "event_time_sd_s", &f.event_time_sd_s},
      {"overstride", "caution", &config.overstride.caution},
      {"overstride", "alert", &config.overstride.alert},
      {"overstride", "personal_ratio", &config.overstride.personal_ratio},
      {"overstride", "similar_speed_mps", &config.overstride.similar_speed_mps},
      {"alert", "heel_first_count", &config.alert.heel_first_count},
      {"alert", "heel_first_of", &config.alert.heel_first_of},
      {"alert", "overstride_count", &config.alert.overstride_count},
      {"alert", "overstride_of", &config.alert.overstride_of},
      {"alert", "mute_after_direction_change", &config.alert.mute_after_direction_change},
  };
}

}  // namespace backstep::host
