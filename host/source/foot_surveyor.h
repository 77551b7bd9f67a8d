#pragma once

#include "host/source/recording_survey.h"
#include "host/source/running_line.h"

namespace backstep::host {

/// Gathers a FootSurvey from the samples of one foot. Fixed memory.
class FootSurveyor {
 public:
  explicit FootSurveyor(double rate_hz);

  /// `arrival_us` of the packet that the sample came in.
  void add(const ImuSample& sample, std::int64_t arrival_us);

  FootSurvey finish(const FootCounters& counters);

 private:
  void add_gap(std::int64_t from_us, std::int64_t to_us);
  void end_packet();
  void end_stretch();
  void add_to_block(const ImuSample& sample);

  std::size_t block_size_;
  FootSurvey survey_;
  std::size_t samples_ = 0;
  std::size_t intervals_ = 0;     ///< between samples that follow one another
  std::int64_t interval_us_ = 0;  ///< their sum
  ImuSample last_;
  std::int64_t last_arrival_us_ = 0;

  RunningLine stretch_;    ///< sample number against time, within the present stretch without a gap
  double jitter_sum_ = 0;  ///< of squares about the lines of the stretches that ended, in s^2
  std::size_t jitter_count_ = 0;
  RunningLine arrival_;  ///< device time against arrival, once a packet

  std::array<double, 6> first_{};
  std::array<bool, 6> changes_{};

  std::size_t in_block_ = 0;
  std::int64_t block_start_us_ = 0;
  Vec3 acc_sum_ = Vec3::Zero(), gyr_sum_ = Vec3::Zero();
  double gyr_squares_ = 0;
};

}  // namespace backstep::host
