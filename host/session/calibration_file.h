#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>

#include "dsp/calibration/foot_calibration.h"
#include "host/error.h"

namespace backstep::host {

/// The calibration of a pair of shoes, by index(Foot); empty for a foot that was not there.
using ShoeCalibration = std::array<std::optional<FootCalibration>, 2>;

/// As JSON, SI units in the names. Numbers survive the file bit by bit, so that a stored calibration gives the same
/// table.
std::string calibration_json(const ShoeCalibration& calibration);

/// Reads what calibration_json() wrote. Whatever told the toe end then is `stored` knowledge now.
Result<ShoeCalibration> read_calibration(const std::filesystem::path& path);

}  // namespace backstep::host
