#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "dsp/base/imu_sample.h"
#include "host/base/error.h"

namespace backstep::host {

/// Samples at even times, as audio needs them: frame i is at start_s + i / rate_hz.
struct UniformTrack {
  /// acc_x acc_y acc_z in m/s^2, gyr_x gyr_y gyr_z in rad/s
  using Frame = std::array<double, 6>;

  /// The `missing` frames from `first` on stand for samples that are not there; they hold the last value before. None
  /// missing: the frame `first` only comes after a gap.
  struct Gap {
    std::size_t first = 0, missing = 0;
  };

  double start_s = 0;
  double rate_hz = 0;
  std::vector<Frame> frames;
  std::vector<Gap> gaps;
  bool resampled = false;   ///< false: every frame is a sample as it was
  double time_error_s = 0;  ///< not resampled: the furthest that a sample's own time is from its frame's
};

/// Puts samples on even times. The rate is the straight line through the sample times. Where every sample is within
/// 0.1 ms and a tenth of an interval of its even time, the samples pass unchanged; otherwise each frame is interpolated
/// by a cubic Hermite spline through the samples (tangents by parabolas through three neighbours: exact for what is
/// quadratic in time), never across a gap. Fails on fewer than two samples and on gaps of more than an hour.
Result<UniformTrack> make_uniform(std::span<const ImuSample> samples);

}  // namespace backstep::host
