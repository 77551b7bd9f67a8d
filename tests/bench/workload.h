#pragma once

#include <cstddef>
#include <span>

#include "data/walker/walker.h"
#include "dsp/base/imu_sample.h"

/// What is measured: the same work for the stopwatch and for the counter of instructions.
namespace backstep::bench {

inline constexpr double kRate_hz = 208;

/// A minute of backward walking, standing before and after; always the same.
const walker::Walk& minute();

/// Takes one foot's samples through the whole chain, from sample to stride row. Returns how many strides came out.
std::size_t through_chain(std::span<const ImuSample> samples);

/// Takes them through an orientation filter and nothing else, the yardstick of a machine's speed: 6-axis
/// gradient descent (S. Madgwick, "An efficient orientation filter for inertial and inertial/magnetic sensor arrays",
/// 2010, section 3), gain 0.1. Returns the last orientation, so that it cannot be left out.
Quat through_orientation_filter(std::span<const ImuSample> samples);

}  // namespace backstep::bench
