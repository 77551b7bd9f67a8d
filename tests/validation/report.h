#pragma once

#include <string>
#include <vector>

#include "tests/validation/comparison.h"
#include "tests/validation/recordings.h"

namespace backstep::validation {

/// What came out for one recording.
struct RecordingResult {
  Recording recording;
  std::string failure;  ///< why it could not be analysed; empty: it was
  std::size_t rows = 0;
  Comparison comparison;
};

/// The comparisons of all recordings of a family, as one.
Comparison of_family(const std::vector<RecordingResult>& results, std::size_t family);

/// Of all recordings.
Comparison of_all(const std::vector<RecordingResult>& results);

/// The short table, for the README: one row a kind of walk. Markdown, lines end with '\n'.
std::string short_table(const std::vector<RecordingResult>& results);

/// RESULTS.md: kinds of walks, then every recording with its worst strides. `version`: of the program.
std::string full_report(const std::vector<RecordingResult>& results, const std::string& version);

/// The limits that every change must keep, each broken one as a sentence; empty when all are kept.
std::vector<std::string> broken_floors(const std::vector<RecordingResult>& results);

}  // namespace backstep::validation
