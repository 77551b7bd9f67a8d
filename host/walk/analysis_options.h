#pragma once

#include <array>
#include <optional>
#include <string>

#include "host/base/range.h"
#include "host/sink/walk_report.h"

namespace backstep::host {

/// What the user says about the walker, the walk and the thresholds: the same for a recording and for a live walk.
/// Empty: not said. settings() refuses what is outside the ranges below, and a word that is none.
struct AnalysisOptions {
  std::optional<double> leg_length_m{};
  std::optional<double> height_m{};  ///< where the leg length is not known
  std::optional<double> target_speed_mps{}, belt_speed_mps{}, incline_pct{};
  std::optional<std::string> profile{};             ///< one of kProfiles
  std::string config{}, baseline{}, calibration{};  ///< files: TOML thresholds, summary JSON, calibration JSON
  Surface surface = Surface::unknown;
};

inline constexpr Range<double> kLegLengths_m = {0.3, 1.5}, kBodyHeights_m = {0.6, 2.5}, kTargetSpeeds_mps = {0.05, 10},
                               kBeltSpeeds_mps = {0.05, 10}, kInclines_pct = {-40, 40};

/// Kinds of walkers whose overstride limits are known (dsp/DEFINITIONS.md).
inline constexpr std::array kProfiles = {"general", "senior", "athlete"};

}  // namespace backstep::host
