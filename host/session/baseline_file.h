#pragma once

#include "dsp/parameters/overstride.h"
#include "host/base/error.h"
#include "host/base/input.h"

namespace backstep::host {

/// Reads the personal baseline of the overstride rule from the summary of a walk that the clinician accepted
/// (`analyze --summary-json`): median length and speed of its backward strides.
Result<void> read_baseline(Result<Input> input, OverstrideConfig& config);

}  // namespace backstep::host
