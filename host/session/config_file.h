#pragma once

#include "dsp/pipeline/session_pipeline.h"
#include "host/base/error.h"
#include "host/base/input.h"

namespace backstep::host {

/// Sets the thresholds that a TOML file names; the others stay. Sections and keys are those of thresholds(): units in
/// the names, degrees for angles. An unknown key, a value that is no number or out of range is an error that tells
/// file, line and key.
Result<void> read_config(Result<Input> input, SessionConfig& config);

}  // namespace backstep::host
