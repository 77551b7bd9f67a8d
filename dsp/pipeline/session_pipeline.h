#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <variant>

#include "dsp/alert/alert_rules.h"
#include "dsp/calibration/foot_calibration.h"
#include "dsp/parameters/overstride.h"
#include "dsp/parameters/stride.h"
#include "dsp/parameters/trajectory_point.h"

namespace backstep {

using Event = std::variant<Contact, Withdrawn, Stride, Alert>;

}  // namespace backstep
