#pragma once

#include "dsp/parameters/stride.h"

namespace backstep {

/// Settings of direction_of.
struct DirectionConfig {
  Real in_place_m = Real(0.10);      // DEFINITIONS.md: shorter displacements have no direction
  Real least_stride_m = Real(0.05);  // shorter: set down where it was (recordings 0.077, kicks on the spot up to 0.043)
  Real turn_limit_rad = Real(0.35);  // 20 deg of heading per stride: a turn, left out of length and time
};

/// Direction of a displacement in the foot's mean heading: sectors of +-45 deg about forward, left, backward, right.
Direction direction_of(Real forward_m, Real lateral_m, const DirectionConfig& config);

}  // namespace backstep
