#pragma once

#include "dsp/pipeline/session_pipeline.h"
#include "host/error.h"
#include "host/session/calibration_file.h"
#include "host/session/run.h"
#include "host/source/source.h"

namespace backstep::host {

/// Fewest strides of a foot that tell which end of its sensor faces the toes: "ten steps forward" are five.
inline constexpr int kFewestForwardStrides = 3;

/// Calibrates from a walk that is known to lead forward ("ten steps forward"): as calibrate(), and the end that went
/// ahead is the toe. Fails where a foot made too few strides, where it went both ways, or where the declared axis in
/// `config.setup` points the other way.
Result<ShoeCalibration> calibrate_forward(Source& source, const SessionConfig& config, const TimeSpan& span = {},
                                          const Progress& progress = {});

}  // namespace backstep::host
