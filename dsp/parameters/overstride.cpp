#include "dsp/parameters/overstride.h"

#include <algorithm>
#include <cmath>

namespace backstep {

namespace {

Overstride by_leg_length(const OverstrideConfig& config, Real step_over_leg) {
  if (step_over_leg > config.alert) {
    return Overstride::alert;
  }
  return step_over_leg > config.caution ? Overstride::caution : Overstride::none;
}

bool can_be_judged(const Stride& stride) {
  return stride.direction == Direction::backward && stride.used && stride.stride_length_m;
}

}  // namespace

std::optional<Real> ratio_to_baseline(const OverstrideConfig& config, const Stride& stride) {
  if (!can_be_judged(stride) || !config.baseline_length_m || !config.baseline_speed_mps || !stride.speed_mps ||
      std::abs(*stride.speed_mps - *config.baseline_speed_mps) > config.similar_speed_mps) {
    return std::nullopt;
  }
  return *stride.stride_length_m / *config.baseline_length_m;
}

void judge_overstride(const OverstrideConfig& config, Stride& stride) {
  stride.step_over_leg.reset();
  stride.overstride.reset();
  if (config.leg_length_m && stride.stride_length_m) {
    stride.step_over_leg = *stride.stride_length_m / 2 / *config.leg_length_m;
  }
  if (stride.step_over_leg && can_be_judged(stride)) {
    stride.overstride = by_leg_length(config, *stride.step_over_leg);
  }
  if (const auto ratio = ratio_to_baseline(config, stride)) {
    const Overstride personal = *ratio > config.personal_ratio ? Overstride::caution : Overstride::none;
    stride.overstride = std::max(stride.overstride.value_or(Overstride::none), personal);
  }
}

}  // namespace backstep
