#pragma once

#include <array>
#include <string>

#include "host/session/calibration_file.h"
#include "host/session/forward_steps.h"
#include "host/walk/open_walk.h"

namespace backstep::host {

/// Calibrates from an open walk of ten steps forward.
Result<ShoeCalibration> calibrate_walk(OpenWalk& walk, ForwardWord word, const TimeSpan& span = {},
                                       const Progress& progress = {});

/// What is to be stored in shoes.
struct StoredCalibrations {
  ShoeCalibration feet;
  std::array<std::string, 2> serials;  ///< of the shoes that were worn, by index(Foot); "" where that is not known
};

/// From a calibration file (.json), or straight from a recording of ten steps forward (.gait). Fails where the signal
/// says that those steps led backward, unless `word` insists.
Result<StoredCalibrations> load_calibrations(const std::string& from, ForwardWord word, const Progress& progress = {});

}  // namespace backstep::host
