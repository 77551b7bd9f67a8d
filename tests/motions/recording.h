#pragma once

#include <vector>

#include "data/walker/config.h"
#include "data/walker/random.h"
#include "tests/motions/pose.h"

namespace backstep::motions {

/// What a sensor without errors, so mounted on the shoe, reads: the mean over each sampling interval.
std::vector<ImuSample> ideal_samples(const Motion& shoe, double duration_s, const walker::Mounting& mounting,
                                     double rate_hz);

}  // namespace backstep::motions
