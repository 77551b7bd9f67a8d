#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dsp/base/imu_sample.h"
#include "host/base/error.h"
#include "host/base/progress.h"
#include "host/sink/sink.h"
#include "host/sink/walk_report.h"
#include "host/walk/analysis_options.h"

/// The door of the library for other programs: samples or a recording in, strides out.
namespace backstep::host {

/// One foot's samples: times strictly increasing, in microseconds; m/s^2 and rad/s, sensor axes, right-handed.
struct SampledFoot {
  std::vector<ImuSample> samples;
  std::string toes;  ///< the sensor axis that points most nearly to the toes, "+x" ... "-z"; "": the walk is to tell it
};

/// A walk in memory.
struct SampledWalk {
  std::string name = "walk";                       ///< for messages
  std::array<std::optional<SampledFoot>, 2> feet;  ///< by index(Foot); at least one
  bool common_clock = false;                       ///< one clock timed both
};

/// Measures a walk as `backstep analyze` does: the sinks hear its strides, contacts, alerts and summary
/// (host/sink/sink.h) before this returns. They must outlive the call, which may come from any thread.
///
/// Fails where samples cannot be a walk: fewer than 16, below 49 Hz or above 1000, all zeros, gravity at rest outside 1
/// g +-15 %, times that do not increase, the same of both feet; and where an option or its file cannot be used.
Result<WalkReport> measure(SampledWalk walk, const AnalysisOptions& options, std::span<Sink* const> sinks,
                           const Progress& progress = {});

/// The same of a recording (.gait).
Result<WalkReport> measure(const std::filesystem::path& recording, const AnalysisOptions& options,
                           std::span<Sink* const> sinks, const Progress& progress = {});

}  // namespace backstep::host
