#pragma once

#include "host/cli/walk_input.h"
#include "host/session/forward_steps.h"

namespace backstep::cli {

/// Calibrates from an open walk of ten steps forward, with a line of progress.
host::Result<host::ShoeCalibration> calibrate_walk(OpenWalk& walk, const host::TimeSpan& span);

}  // namespace backstep::cli
