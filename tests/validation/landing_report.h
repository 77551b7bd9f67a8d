#pragma once

#include <string>

#include "tests/validation/fault_study.h"

namespace backstep::validation {

/// Tables of contact angle, contact class and the two instants of a study of soft landings, by the speed of touch-down.
std::string landing_report(const Study& study);

}  // namespace backstep::validation
