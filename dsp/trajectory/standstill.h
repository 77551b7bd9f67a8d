#pragma once

#include <optional>

#include "dsp/base/kept_sample.h"

namespace backstep {

/// Settings of standstill_rate.
struct StandstillConfig {
  Real least_s = Real(0.9);         // feet in walking stand flat for 0.3 s, and never without a tremor so long
  Real rate_sd_radps = Real(0.03);  // about the mean: cheap gyroscopes 0.01 at 100 Hz, a foot in stance 0.1
  Real acc_sd_mps2 = Real(0.15);    // cheap accelerometers 0.05
  /// A gyroscope at rest shows no more: 10 deg/s for the worst of common parts, and as much again for temperature. So
  /// even a turntable, which gravity does not betray, misleads by no more than a bias could.
  Real most_bias_radps = Real(0.35);
  Real turned_share = Real(0.25);  // of the tilt that the rate would make, seen in gravity: then it is a rotation
  Real bias_sd_radps = Real(0.003);
  Real surprise_sds = Real(4);  // farther from what was believed, the belief was of another time or sensor
};

/// The mean angular rate over [begin, end) of a sensor that does not move: the bias of its gyroscope, whatever was
/// believed of it. Empty: it may move, or was not watched long enough.
std::optional<Vec3> standstill_rate(const SampleRing& ring, std::int64_t begin, std::int64_t end,
                                    const Vec3& believed_radps, const StandstillConfig& config);

}  // namespace backstep
