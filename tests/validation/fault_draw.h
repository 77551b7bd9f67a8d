#pragma once

#include "data/walker/config.h"
#include "data/walker/random.h"

namespace backstep::validation {

/// One walk of the study: a person, a way to walk, two sensors. All of it drawn, from the walker's own parameters.
struct DrawnWalk {
  walker::WalkerConfig config;
  walker::Travel travel = walker::Travel::backward;
  double speed_mps = 0;
};

/// Draws a walk of two dozen steps: 0.2 to 1.3 m/s, legs of 0.70 to 1.02 m, strike angles of -35 to +25 degrees, every
/// kind of roll from clear to doubtful, swings that shake as real ones do, uneven feet, 1 to 6 % of variability from
/// step to step. Four of five go backward, one in ten of all at 0.22 m/s. The sensor is an LSM6DS3TR-C at 208 Hz, +-16
/// g, that loses 1 % of its packets of 8 samples; it sits anywhere on the laces, up to 5 degrees off in every axis.
DrawnWalk draw_walk(walker::Random& random);

/// The same with feet set down softly: the part that touches first comes in at 0.02 to 0.30 m/s, evenly in its
/// logarithm, at walks of 0.15 to 1.3 m/s and strike angles of -25 to +20 degrees;
/// half of the sensors at 104 Hz, and the noise and offset of a cheap IMU.
DrawnWalk draw_soft_walk(walker::Random& random);

}  // namespace backstep::validation
