#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "dsp/summary/session_summary.h"
#include "host/sink/walk_report.h"

namespace backstep::host {

/// A part of the walk during which the belt ran at one speed.
struct BeltStretch {
  double belt_mps = 0;                 ///< as it was stated
  std::optional<double> begin_s;       ///< of the mark that states it; empty: stated for the walk from its beginning
  std::optional<double> measured_mps;  ///< mean of both feet; empty: nobody walked
  std::uint32_t strides = 0;           ///< of both feet, that it is the mean of
};

/// "belt 0.6", "Belt: 2,5 km/h", "belt 1.5 mph", "belt off": the speed of a mark that states one and nothing else.
std::optional<double> belt_speed_of(std::string_view mark);

/// The belt's speeds in their order: that of --belt-speed-mps, then those of marks. Empty without any. Walking in the
/// direction in which most strides were used.
std::vector<BeltStretch> belt_stretches(const WalkReport& report, const SessionSummary& summary);

}  // namespace backstep::host
