#pragma once

#include <optional>
#include <string>

#include "host/cli/analysis.h"
#include "host/session/recorded_settings.h"

namespace CLI {
class App;
}

namespace backstep::cli {

/// What the user says about the walker, the walk and the thresholds: the same for a recording and for a live walk.
struct AnalysisOptions {
  std::optional<double> leg_length_m, height_m, target_speed_mps, belt_speed_mps, incline_pct;
  std::optional<std::string> profile;
  std::string config, baseline, calibration, surface;
};

void add_person_options(CLI::App& command, AnalysisOptions& o);
void add_condition_options(CLI::App& command, AnalysisOptions& o);
void add_settings_options(CLI::App& command, AnalysisOptions& o);

/// Reads the files that the options name. What they do not say stays as in `before`: the usual, or what a recording was
/// walked with.
host::Result<AnalysisSettings> settings(const AnalysisOptions& o, const host::RecordedSettings& before = {});

}  // namespace backstep::cli
