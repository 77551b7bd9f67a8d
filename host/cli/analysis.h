#pragma once

#include <memory>
#include <string>
#include <vector>

#include "dsp/pipeline/session_pipeline.h"
#include "host/cli/walk_input.h"
#include "host/error.h"
#include "host/sink/sink.h"
#include "host/sink/summary_sink.h"
#include "host/sink/walk_report.h"

namespace backstep::cli {

/// What an analysis is to be done with: everything but the walk itself.
struct AnalysisSettings {
  SessionConfig config;               ///< thresholds and limits; rates, clocks and mounting come from the walk
  host::ShoeCalibration calibration;  ///< stored; empty for a foot = the recording's own, else found in a first pass
  bool as_live = false;               ///< no first pass
  bool quiet = false;                 ///< no line of progress
  host::TimeSpan span;
  host::WalkConditions conditions;
  std::string profile = "general";
  std::string software;
};

/// What came out beside what the sinks heard.
struct Analysis {
  host::WalkReport report;
  host::SummarySink summary;
};

/// Analyses an open walk. A foot without samples in the span is an error only where no foot has any.
host::Result<std::unique_ptr<Analysis>> analyse(OpenWalk& walk, const AnalysisSettings& settings,
                                                std::vector<host::Sink*> sinks);

}  // namespace backstep::cli
