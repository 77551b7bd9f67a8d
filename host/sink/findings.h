#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dsp/summary/session_summary.h"
#include "host/sink/walk_report.h"

namespace backstep::host {

/// Strides of a foot from which on a mean is reliable (Konig 2014).
inline constexpr std::uint32_t kFewestForMean = 10;

/// " (7 of 10)": how many strides that count there are, of those that a mean needs, then of those that variability
/// needs; nothing once there are enough.
std::string enough_text(unsigned counting);

/// A quantity that stays empty, and why.
struct NotKnown {
  std::string what;
  Sentence because;
};

/// What a person must know to read a summary: sentences, most important first: its doubts(), what_matters() that is a
/// warning, technical_warnings().
std::vector<Sentence> warnings(const WalkReport& report, const SessionSummary& summary);

/// What is amiss with the recording or its settings, not with the walk.
std::vector<Sentence> technical_warnings(const WalkReport& report, const SessionSummary& summary);

/// Direction in which most strides were used.
Direction main_direction(const SessionSummary& summary);

/// What this walk cannot tell, and what would make it known.
std::vector<NotKnown> not_known(const WalkReport& report, const SessionSummary& summary);

/// Steps of both feet per minute while walking in `direction`: from the time between the feet's contacts where their
/// clocks are one, else from both feet's stride times.
std::optional<double> cadence_spm(const SessionSummary& summary, Direction direction);

/// Rise per stride (m, up positive) that the stated incline gives a stride of the mean length in `direction`. On a
/// treadmill raised at its front one climbs, whichever way one faces. Empty without an incline or strides.
std::optional<double> expected_rise_m(const WalkReport& report, const SessionSummary& summary, Direction direction);

/// Mean of a quantity of both feet that have it.
std::optional<double> mean_of_feet(const SessionSummary& summary, Direction direction,
                                   Distribution WalkStats::*quantity);

}  // namespace backstep::host
