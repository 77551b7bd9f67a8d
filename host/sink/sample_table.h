#pragma once

#include <string>

#include "dsp/base/imu_sample.h"

namespace backstep::host {

/// The header of a table of one foot's samples: s, m/s^2, rad/s, sensor axes. read_csv() takes it back.
inline constexpr const char* kSampleCsvHeader = "time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n";

/// Adds the line of one sample. Digits: microseconds, 0.00001 m/s^2 and 0.000001 rad/s, a fiftieth of what a 16 bit
/// sensor resolves.
void append_csv_sample(const ImuSample& sample, std::string& text);

/// Adds one sample as a line of JSON, with the names of the CSV columns and the foot; flags as a list, where there are
/// any.
void append_ndjson_sample(Foot foot, const ImuSample& sample, std::string& text);

}  // namespace backstep::host
