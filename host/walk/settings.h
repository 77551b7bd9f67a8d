#pragma once

#include <optional>
#include <string>

#include "dsp/pipeline/session_pipeline.h"
#include "host/base/error.h"
#include "host/session/calibration_file.h"
#include "host/session/recorded_settings.h"
#include "host/session/run.h"
#include "host/sink/walk_report.h"

namespace backstep::host {

/// What an analysis is to be done with: everything but the walk itself.
struct AnalysisSettings {
  SessionConfig config;         ///< thresholds and limits; rates, clocks and mounting come from the walk
  ShoeCalibration calibration;  ///< stored; empty for a foot = the recording's own, else found in a first pass
  bool as_live = false;         ///< no first pass
  TimeSpan span;
  WalkConditions conditions;
  std::string profile = "general";
};

/// What the user says about the walker, the walk and the thresholds: the same for a recording and for a live walk.
/// Empty: not said.
struct AnalysisOptions {
  std::optional<double> leg_length_m;
  std::optional<double> height_m;  ///< where the leg length is not known
  std::optional<double> target_speed_mps, belt_speed_mps, incline_pct;
  std::optional<std::string> profile;         ///< one of kProfiles
  std::string config, baseline, calibration;  ///< files: TOML thresholds, summary JSON, calibration JSON
  Surface surface = Surface::unknown;
};

/// Kinds of walkers whose overstride limits are known (dsp/DEFINITIONS.md).
inline constexpr std::array kProfiles = {"general", "senior", "athlete"};

/// Reads the files that the options name. What they do not say stays as in `before`: the usual, or what a recording was
/// walked with.
Result<AnalysisSettings> settings(const AnalysisOptions& o, const RecordedSettings& before = {});

}  // namespace backstep::host
