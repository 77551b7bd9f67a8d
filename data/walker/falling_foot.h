#pragma once

#include <vector>

#include "data/walker/curve.h"

namespace backstep::walker {

/// A foot that stands on its ball, or its heel, and falls flat: its own weight and what the leg presses on the ankle
/// turn it, the passive ankle brakes a little. From anthropometry (Winter 2009, table 4.1, whose shares of the length
/// from malleolus to metatarsal are taken here of that from heel to ball) and dynamics, not from how fast a slap is
/// measured. Without load and ankle it falls at about 57 rad/s^2: physics is the same for whoever detects it.
struct FallingFoot {
  double length_m = 0.18;         ///< from the part on the ground to the one that falls
  double centre_share = 0.50;     ///< of that length: where the mass is
  double gyration_share = 0.69;   ///< of that length: radius of gyration about the part on the ground
  double pressed_radps2 = 0;      ///< the leg's part of the acceleration, once it presses wholly,
  double pressed_after_s = 0.10;  ///< which it does after this time, evenly growing
  double damping_per_s = 0;       ///< of the passive ankle, over the foot's inertia
};

struct FallPoint {
  double after_s = 0;
  Jet left_rad;  ///< to flat
};

/// How it falls from `angle_rad` at the rate `rate_radps` (towards flat) until `until_rad` are left; every few
/// milliseconds, the last point there.
std::vector<FallPoint> fall(const FallingFoot& foot, double angle_rad, double rate_radps, double until_rad);

}  // namespace backstep::walker
