#pragma once

#include <string>

#include "tests/validation/statistics.h"

namespace backstep::validation {

/// With its sign; never "-0.0", which is no other number than 0.0.
std::string signed_number(double x, int decimals);

/// "+1.2 ± 3.4": mean and standard deviation; empty without any.
std::string mean_sd(const Spread& s, int decimals);

/// "3 of 4"; empty of none.
std::string of(Share share);

/// "75.0 %"; empty of none.
std::string percent(Share share);

}  // namespace backstep::validation
