#pragma once

#include "data/walker/random.h"
#include "dsp/base/math.h"

namespace backstep::motions {

/// A range to draw from.
struct Range {
  double low = 0, high = 0;
  double draw(walker::Random& random) const { return random.uniform(low, high); }
};

inline double any_angle(walker::Random& random, double low_deg, double high_deg) {
  return deg_to_rad(random.uniform(low_deg, high_deg));
}

inline bool chance(walker::Random& random, double share) { return random.uniform(0, 1) < share; }

}  // namespace backstep::motions
