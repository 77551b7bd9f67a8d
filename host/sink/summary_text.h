#pragma once

#include <string>

#include "dsp/summary/session_summary.h"
#include "host/sink/walk_report.h"

namespace backstep::host {

/// The summary of a walk for a person: left, right and their difference, what was left out and why, what is uncertain
/// and what is not known. At most 100 columns wide. `colour`: with ANSI colours, for a terminal.
std::string summary_text(const WalkReport& report, const SessionSummary& summary, bool colour,
                         const HintWords& hints = {});

}  // namespace backstep::host
