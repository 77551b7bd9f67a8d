#include "dsp/direction/direction.h"

#include <cmath>

namespace backstep {

Direction direction_of(Real forward_m, Real lateral_m, const DirectionConfig& config) {
  if (std::hypot(forward_m, lateral_m) < config.in_place_m) {
    return Direction::in_place;
  }
  if (std::abs(forward_m) >= std::abs(lateral_m)) {
    return forward_m > 0 ? Direction::forward : Direction::backward;
  }
  return lateral_m > 0 ? Direction::left : Direction::right;
}

}  // namespace backstep
