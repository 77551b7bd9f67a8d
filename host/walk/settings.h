#pragma once

#include <functional>
#include <string>

#include "dsp/pipeline/session_pipeline.h"
#include "host/base/error.h"
#include "host/base/input.h"
#include "host/session/calibration_file.h"
#include "host/session/recorded_settings.h"
#include "host/session/run.h"
#include "host/sink/walk_report.h"
#include "host/walk/analysis_options.h"

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

/// Opens a file by the name that options give: open_input(), or what else stands for files.
using OpenNamed = std::function<Result<Input>(const std::string& name)>;

/// Checks the options and reads the files that they name. What they do not say stays as in `before`: the usual, or what
/// a recording was walked with.
Result<AnalysisSettings> settings(const AnalysisOptions& o, const OpenNamed& open, const RecordedSettings& before = {});

}  // namespace backstep::host
