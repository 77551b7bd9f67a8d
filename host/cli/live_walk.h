#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/cli/analysis_options.h"
#include "host/walk/outputs.h"

namespace backstep::cli {

/// A walk as it comes over the air.
struct LiveWalk {
  std::filesystem::path recording;    ///< empty: none
  bool resume = false;                ///< the recording is there, and is gone on with
  std::vector<std::string> adapters;  ///< "hci0"; empty: all
  std::optional<double> seconds;      ///< end after so long; otherwise when the user says
  double patience_s = 30;             ///< for finding the shoes
  bool low_latency = false;           ///< 6 samples a packet instead of 19
  bool share = false;                 ///< be a speed sensor for watches and phones
  bool events = false;                ///< contacts, strides and alerts as JSON lines on stdout
  host::OutputPaths out;
  host::AnalysisOptions with;
};

/// Connects, records, analyses and tells until it is to end. Returns the exit code.
int run_live(const LiveWalk& walk);

}  // namespace backstep::cli
