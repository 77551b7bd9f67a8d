#pragma once

#include <string>

namespace backstep::host {

/// Why a walk cannot be told from so many samples per second: too few, too many, no number (the range is that of
/// dsp/base/rate_range.h); "" where it can. "takes " or "has " goes before it.
std::string rate_fault(double rate_hz);

/// `rate_hz`, or 200 where no sensor has it (below 1 Hz, above 100 kHz, no number): what a recording that is only
/// looked at is read with until its own times tell.
double rate_to_read_with_hz(double rate_hz);

}  // namespace backstep::host
