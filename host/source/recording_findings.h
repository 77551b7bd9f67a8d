#pragma once

#include <string>
#include <vector>

#include "host/source/recording_survey.h"

namespace backstep::host {

/// Something that is wrong with a recording.
struct Finding {
  std::string where;  ///< "file", "left", "right"
  std::string what;   ///< what was found, and what was expected
  std::string todo;   ///< what to do about it
};

/// What a doctor would say about a recording, most serious first; empty: nothing is wrong. `name` is the file's.
std::vector<Finding> findings(const std::string& name, const RecordingSurvey& survey);

}  // namespace backstep::host
