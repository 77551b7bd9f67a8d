#pragma once

#include <string>

#include "tests/validation/fault_study.h"

namespace backstep::validation {

/// The study as a Markdown section: contact classes, faults of a roll, overstriding, uncertainty and delay, each
/// against the walker's truth. `seed`: what it was drawn with.
std::string fault_report(const Study& study, std::uint64_t seed);

}  // namespace backstep::validation
