#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsp/summary/session_summary.h"
#include "host/sink/walk_report.h"

namespace backstep::host {

/// What a walk says against the mounting of its sensors.
struct MountingDoubt {
  std::optional<Foot> foot;  ///< empty: one of both
  std::string what;
  Sentence todo;  ///< neither has a full stop; this may be a question
};

/// Toes that seem to be at the other end than was declared or stored, and feet that go opposite ways.
std::vector<MountingDoubt> mounting_doubts(const WalkReport& report, const SessionSummary& summary);

/// What puts a whole summary in doubt, for its head: sensors that contradict themselves, toes that seem to be at the
/// other end, feet that go opposite ways. Sentences, most serious first; empty is the usual case.
std::vector<Sentence> doubts(const WalkReport& report, const SessionSummary& summary);

/// Some foot's signal contradicts itself.
bool contradicts(const WalkReport& report);

}  // namespace backstep::host
