#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/validation/judged_stride.h"
#include "tests/validation/pooled.h"

namespace backstep::validation {

/// A stride that was sure and wrong.
struct SilentStride {
  const RecordingResult* result = nullptr;
  JudgedStride judged;
};

/// How sure the program was of lengths that the truth knows, turns included. As score.py counts.
struct Sureness {
  std::size_t sure = 0;              ///< used, and no mark that warns
  std::vector<SilentStride> silent;  ///< of the sure ones
  std::map<std::string, Share> used_of_family;

  double worst_silent_cm() const;
};

/// The results must live longer.
Sureness sureness(const Results& results);

}  // namespace backstep::validation
