#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "dsp/summary/session_summary.h"
#include "host/sink/walk_report.h"

namespace backstep::host {

/// The "format" of a summary file.
inline constexpr std::string_view kSummaryFormat = "backstep-summary-1";

/// Fewest strides of both feet together that make a personal baseline (biomechanics 3.5: 20-50 strides).
inline constexpr std::uint32_t kFewestForBaseline = 20;

/// The summary of a walk for programs: units in the names, null = not known. Read back by read_baseline().
nlohmann::ordered_json summary_json(const WalkReport& report, const SessionSummary& summary);

}  // namespace backstep::host
