#pragma once

#include <string>

#include "tests/validation/fault_study.h"

namespace backstep::validation {

/// A Markdown section with tables of contact angle, contact class and the two instants of a study of soft landings, by
/// the speed of touch-down. `seed`: what it was drawn with.
std::string landing_report(const Study& study, std::uint64_t seed);

}  // namespace backstep::validation
