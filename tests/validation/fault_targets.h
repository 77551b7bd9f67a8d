#pragma once

#include <string>

#include "tests/validation/fault_study.h"

namespace backstep::validation {

/// A table of what the generated walks are to show, what they show, and by how much a target is missed.
std::string fault_targets(const Study& study);

}  // namespace backstep::validation
