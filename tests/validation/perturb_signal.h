#pragma once

#include "tests/validation/perturbed_walk.h"

/// What makes a sensor's signal another: how it sits, its range, rate, bandwidth, noise, scale.
namespace backstep::validation {

/// The sensors sit turned on the shoes, each by a rotation drawn at random; the declared toe axis is turned with them.
void turn_mounting(PerturbedWalk& walk, walker::Random& random);

/// The walk in a mirror: left is right.
void mirror(PerturbedWalk& walk);

/// A range that ends there, on each axis. Zero: as it was.
struct Range {
  double acc_g = 0, gyr_dps = 0;
};
void clip(PerturbedWalk& walk, const Range& range);

/// A low-pass without delay; the mean stays as it is. The cut-off: half of the amplitude is left.
void low_pass(PerturbedWalk& walk, double cutoff_hz);

/// Sampled anew, less often, behind a low-pass at 0.4 of the rate. False: a foot is sampled too slowly for that.
bool resample(PerturbedWalk& walk, double rate_hz);

/// White noise by its density, and a bias of this size on each axis, its signs drawn.
struct Imperfection {
  double acc_ug_rthz = 0, gyr_dps_rthz = 0;
  double acc_bias_mg = 0, gyr_bias_dps = 0;
};
void worsen(PerturbedWalk& walk, const Imperfection& imperfection, walker::Random& random);

void scale(PerturbedWalk& walk, double acc, double gyr);

}  // namespace backstep::validation
