#pragma once

#include <vector>

#include "data/walker/config.h"
#include "data/walker/random.h"
#include "dsp/base/imu_sample.h"

namespace backstep::walker {

/// What a sensor with these errors reports of the true signal `ideal`: scale, bias and its drift, noise, range,
/// rounding to counts, lost packets. Values are those of the counts, in SI; `t_us` is the sensor's own time.
std::vector<ImuSample> measure(const SensorModel& model, const std::vector<ImuSample>& ideal, Random random);

}  // namespace backstep::walker
