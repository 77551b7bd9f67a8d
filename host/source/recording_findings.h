#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dsp/pipeline/foot_diagnosis.h"
#include "host/base/error.h"
#include "host/source/recording_survey.h"

namespace backstep::host {

/// Something that is wrong with a recording.
struct Finding {
  std::string where;                    ///< "file", "left", "right", "feet"
  std::string what;                     ///< what was found, and what was expected
  std::string todo;                     ///< what to do about it
  std::optional<std::int64_t> at_us{};  ///< a moment at which it shows
  Hint hint = Hint::none;
  std::string hint_value{};
};

/// What the analysis of a walk saw of each foot, by index(Foot); empty where it was not analysed.
using FeetDiagnosis = std::array<std::optional<FootDiagnosis>, 2>;

/// What a doctor would say about a recording, most serious first; empty: nothing is wrong. `name` is the file's.
std::vector<Finding> findings(const std::string& name, const RecordingSurvey& survey,
                              const FeetDiagnosis& diagnosis = {});

}  // namespace backstep::host
