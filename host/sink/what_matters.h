#pragma once

#include <string>
#include <vector>

#include "dsp/summary/session_summary.h"
#include "host/sink/walk_report.h"

namespace backstep::host {

/// A sentence about how the person walked.
struct WalkFinding {
  std::string text;
  bool is_warning = false;  ///< beyond a limit; else it says that nothing is
};

/// What a physiotherapist reads first: contact, overstriding, roll, speed, asymmetry; the counts are those of the
/// table. What was not judged is not among them: not_known() tells it.
std::vector<WalkFinding> what_matters(const WalkReport& report, const SessionSummary& summary);

}  // namespace backstep::host
