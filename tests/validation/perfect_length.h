#pragma once

#include <optional>
#include <vector>

#include "dsp/base/imu_sample.h"
#include "tests/validation/truth.h"
#include "tests/validation/truth_motion.h"

namespace backstep::validation {

/// A stride's length if its rests are known: between the true stride's ends the foot is levelled by gravity at the
/// first (mean of 50 ms) and turned by the gyroscope, and the closing velocity is removed in proportion to time. Empty
/// where there are no samples.
std::optional<double> length_between_true_rests_m(const std::vector<ImuSample>& samples, const TrueStride& stride);

/// The same with the true orientation at every sample; empty where the reference has none.
std::optional<double> length_of_true_orientation_m(const std::vector<ImuSample>& samples,
                                                   const std::vector<TrueMotion>& motion, const TrueStride& stride);

}  // namespace backstep::validation
