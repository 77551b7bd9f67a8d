#pragma once

#include <optional>

#include "dsp/parameters/stride.h"

namespace backstep {

/// Limits of mean step (stride length / 2) over leg length; "general" in DEFINITIONS.md, limits.
struct OverstrideConfig {
  std::optional<Real> leg_length_m;       ///< greater trochanter to floor, in shoes; empty = only the personal rule
  Real caution = Real(0.60);              ///< walking backward ranges over 0.30-0.67 leg lengths
  Real alert = Real(0.70);                ///< above every clip measured (0.67)
  Real personal_ratio = Real(1.15);       ///< sensor error 1 % and natural CV 3-6 %: 15 % is at least 2 SD
  Real similar_speed_mps = Real(0.1);     ///< the personal rule compares strides within this of the baseline's speed
  std::optional<Real> baseline_length_m;  ///< median stride length accepted by the clinician
  std::optional<Real> baseline_speed_mps;
};

/// Stride length over the personal baseline's. Empty for a stride that is not backward or not `used`, without a
/// baseline, and at a speed that is unknown or not similar to the baseline's.
std::optional<Real> ratio_to_baseline(const OverstrideConfig& config, const Stride& stride);

/// Fills `step_over_leg` (any direction, with a leg length) and `overstride` of a stride. `overstride` is for backward
/// strides whose length can be used, and empty where no rule applies; beyond the personal ratio is a `caution`.
void judge_overstride(const OverstrideConfig& config, Stride& stride);

}  // namespace backstep
