#pragma once

#include <cstdint>
#include <optional>

#include "dsp/summary/walk_stats.h"

namespace backstep {

/// Why there is no coefficient of variation.
enum class NoVariability : std::uint8_t {
  none,    ///< there is one
  few,     ///< fewer strides than Distribution::kFewestForCv (Konig 2014: 50 gait cycles)
  speeds,  ///< walked at several speeds: it would tell of these, not of the walker
};

/// Variability of one foot in one direction. CV and robust CV (1.4826 MAD over median) in percent.
struct Variability {
  std::optional<Real> stride_time_cv_pct, stride_time_robust_cv_pct;
  std::optional<Real> stride_length_cv_pct, stride_length_robust_cv_pct;
  NoVariability missing = NoVariability::few;
  std::uint32_t strides = 0;
  std::optional<Real> share_at_speed;  ///< of the strides, within kSameSpeed_mps of the median speed

  static constexpr Real kSameSpeed_mps = Real(0.1);  ///< as the personal limit: DEFINITIONS.md
  static constexpr Real kAtOneSpeed = Real(0.9);     ///< of the strides: the others start, stop or stumble
};

Variability variability(const WalkStats& stats);

}  // namespace backstep
