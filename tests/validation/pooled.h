#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "tests/validation/measurement.h"
#include "tests/validation/statistics.h"

namespace backstep::validation {

/// Recordings judged as one: their errors pooled, stride by stride.
using Results = std::vector<RecordingResult>;

/// Whether the family's lengths are held to a target: the truth of `cmu` (a foot that never rests) and `neura` (an
/// ankle, 3 to 5 % off) is too rough.
bool lengths_have_target(std::string_view family);

/// The comparisons of a family; of all recordings when `family` is empty.
Comparison of_family(const Results& results, std::string_view family);

/// Errors of a family's lengths, of all directions or of one.
std::vector<double> length_errors_cm(const Results& results, std::string_view family, Turns turns,
                                     std::optional<Direction> direction = std::nullopt);

/// Errors of a family's contacts (&Comparison::contacts_in_time) or lift-offs, ms, as they are or centred by recording
/// and foot.
using Events = std::vector<EventCheck> Comparison::*;
std::vector<double> time_errors_ms(const Results& results, std::string_view family, Events events, bool backward);
std::vector<double> centred_ms(const Results& results, std::string_view family, Events events, bool backward);
Share events_found(const Results& results, std::string_view family, Events events, bool backward);

/// Errors of the strike angle at the program's own contact, deg.
std::vector<double> strike_errors_deg(const Results& results, std::string_view family, bool backward);

/// Every family's name once, in the order of the recordings.
std::vector<std::string> family_names(const Results& results);

}  // namespace backstep::validation
