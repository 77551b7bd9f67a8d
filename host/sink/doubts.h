#pragma once

#include <string>
#include <vector>

#include "dsp/summary/session_summary.h"
#include "host/sink/walk_report.h"

namespace backstep::host {

/// What puts a whole summary in doubt, for its head: sensors that contradict themselves, toes that seem to be at the
/// other end, feet that go opposite ways. Sentences, most serious first; empty is the usual case.
std::vector<std::string> doubts(const WalkReport& report, const SessionSummary& summary);

/// Some foot's signal contradicts itself.
bool contradicts(const WalkReport& report);

}  // namespace backstep::host
