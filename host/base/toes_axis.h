#pragma once

#include <optional>
#include <string_view>

#include "dsp/base/math.h"
#include "schemas/control_generated.h"

/// Sensor axes, declared to point most nearly to the toes: as words, as the schema has them, as directions.
namespace backstep::host {

/// "+x" ... "-z", "unknown".
std::string_view name(wire::Axis axis);

/// Of "+x" ... "-z", or "x" for "+x"; capitals do not matter. Empty for anything else.
std::optional<wire::Axis> axis_named(std::string_view text);

/// A unit vector in sensor axes; empty for the unknown one.
std::optional<Vec3> direction_of(wire::Axis axis);

/// Inverse of direction_of().
wire::Axis axis_along(const std::optional<Vec3>& direction);

}  // namespace backstep::host
