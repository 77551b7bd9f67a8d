#pragma once

#include <string>

#include "dsp/base/imu_sample.h"
#include "dsp/pipeline/foot_diagnosis.h"

namespace backstep::host {

inline bool contradicts(const FootDiagnosis& diagnosis) { return diagnosis.contradiction != Contradiction::none; }

/// What of a foot's signal cannot be true together, with the figure that shows it; without its full stop.
std::string contradiction_of(Foot foot, const FootDiagnosis& diagnosis);

/// What may be the cause, and what becomes of the strides; without the last full stop.
std::string cause_of(const FootDiagnosis& diagnosis);

/// Both.
std::string contradiction_sentence(Foot foot, const FootDiagnosis& diagnosis);

}  // namespace backstep::host
