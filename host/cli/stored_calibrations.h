#pragma once

#include <array>
#include <string>

#include "host/session/calibration_file.h"
#include "host/session/forward_steps.h"

namespace backstep::cli {

/// What is to be stored in shoes.
struct StoredCalibrations {
  host::ShoeCalibration feet;
  std::array<std::string, 2> serials;  ///< of the shoes that were worn, by index(Foot); "" where that is not known
};

/// From the file that `backstep calibrate` made (.json), or straight from a recording of ten steps forward (.gait).
/// Fails where the signal says that those steps led backward, unless `word` insists.
host::Result<StoredCalibrations> load_calibrations(const std::string& from, host::ForwardWord word);

}  // namespace backstep::cli
