#pragma once

#include <string>
#include <vector>

#include "tests/validation/pooled.h"

namespace backstep::validation {

/// One of the worst lengths of a recording, with what was measured around it.
struct WorstStride {
  LengthError length;
  std::string quality;              ///< marks of its row
  std::vector<std::string> causes;  ///< each with its figure; empty: none was found
};

/// What is found around one of the recording's lengths.
WorstStride examined(const RecordingResult& result, const LengthError& length);

/// Its causes as a sentence, or that there are none.
std::string words(const WorstStride& stride);

/// The strides of the largest errors of length, the largest first.
std::vector<WorstStride> worst_strides(const RecordingResult& result, std::size_t count);

/// All recordings' worst strides as a Markdown table, and how the causes are measured.
std::string worst_table(const Results& results);

}  // namespace backstep::validation
