#pragma once

#include <string>

#include "dsp/pipeline/session_pipeline.h"

namespace backstep::host {

/// Why a foot with samples has no strides: one sentence with the numbers that decide, and what to do next.
std::string no_strides_because(Foot foot, const FootDiagnosis& diagnosis, const SessionConfig& config);

}  // namespace backstep::host
