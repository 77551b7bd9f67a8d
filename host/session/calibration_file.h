#pragma once

#include <array>
#include <optional>
#include <string>

#include "dsp/calibration/foot_calibration.h"
#include "host/base/error.h"
#include "host/base/input.h"

namespace backstep::host {

/// The calibration of a pair of shoes, by index(Foot); empty for a foot that was not there.
using ShoeCalibration = std::array<std::optional<FootCalibration>, 2>;

/// As JSON, SI units in the names. Numbers survive the file bit by bit, so that a stored calibration gives the same
/// table.
std::string calibration_json(const ShoeCalibration& calibration);

/// Fails on numbers that no sensor on a shoe has: they would spoil every walk in silence. `where`: begins the sentence.
Result<void> check_possible(const FootCalibration& calibration, const std::string& where);

/// Reads what calibration_json() wrote. Whatever told the toe end then is `stored` knowledge now. Fails where a number
/// is missing or not possible.
Result<ShoeCalibration> read_calibration(Result<Input> input);

}  // namespace backstep::host
