#pragma once

#include <string>

#include "tests/validation/pooled.h"

namespace backstep::validation {

/// What the same recordings give where something is known perfectly: how far the references and the raw signal allow
/// any program to go. Markdown, one table a question.
std::string limits(const Results& results);

}  // namespace backstep::validation
