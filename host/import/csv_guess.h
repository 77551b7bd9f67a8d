#pragma once

#include <optional>
#include <vector>

#include "dsp/base/imu_sample.h"
#include "host/import/csv_units.h"

/// Units that the values themselves tell. Samples here hold the numbers of the file, in a unit not known yet.
namespace backstep::host {

/// The unit in which the median interval makes 5 to 2500 samples a second; only one can.
std::optional<TimeUnit> guess_time_unit(double median_interval);

/// The unit in which gravity at rest is 1 g +-15 %; only one can.
std::optional<AccUnit> guess_acc_unit(double gravity);

/// The rate about any axis that a file reaches ten times: its fastest turning, single glitches left out.
double fastest_turning(const std::vector<ImuSample>& samples);

/// Above this many rad/s (2860 deg/s) no shoe turns: most sensors end at 2000 deg/s = 35 rad/s, and in 70 recordings of
/// walking and running feet the fastest turning was 4 to 16 rad/s (235 to 930 deg/s).
inline constexpr double kFastestShoe_radps = 50;

/// No step turns the foot slower than this many deg/s at its fastest: at 0.22 m/s it is still 60 deg/s.
inline constexpr double kSlowestStep_dps = 30;

/// The unit in which the fastest turning is a shoe's. Magnitude suffices: a step in deg/s is never below
/// kFastestShoe_radps, and what stands still all the time gives no strides in either unit.
GyrUnit guess_gyr_unit(double fastest);

/// True if the accelerometer sees steps: it leaves gravity by more than half at least ten times.
bool accelerometer_sees_steps(const std::vector<ImuSample>& samples, double gravity);

}  // namespace backstep::host
