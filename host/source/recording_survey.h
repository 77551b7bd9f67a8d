#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "host/ingest/foot_decoder.h"
#include "host/recording/gait_reader.h"

namespace backstep::host {

/// A place without samples, session time.
struct SampleGap {
  std::int64_t from_us = 0, to_us = 0;
};

/// The quietest half second of a foot.
struct RestStretch {
  double gravity_mps2 = 0;      ///< length of the mean specific force
  double gyro_bias_radps = 0;   ///< length of the mean angular rate
  double gyro_noise_radps = 0;  ///< standard deviation of the angular rate, all axes together
  std::int64_t at_us = 0;       ///< where it begins
};

/// How the sensor of one foot did.
struct FootSurvey {
  static constexpr std::size_t kMaxListed = 20;

  FootCounters counters;
  std::int64_t first_us = 0, last_us = 0;            ///< session time of the first and last sample
  std::optional<double> rate_hz;                     ///< measured between gaps
  std::optional<double> jitter_s;                    ///< standard deviation of packet starts about an even rate
  std::optional<double> clock_drift_ppm;             ///< device clock against session time; positive: runs fast
  std::optional<std::int64_t> clock_uncertainty_us;  ///< of the clock fit, where it was worst; empty: not bounded
  std::optional<double> delay_sd_s;                  ///< spread of arrival about that drift
  std::size_t acc_clipped = 0, gyr_clipped = 0;      ///< samples
  std::optional<std::int64_t> acc_clipped_at_us, gyr_clipped_at_us;  ///< the first of them
  std::array<bool, 6> stuck{};                                       ///< axes (acc x y z, gyr x y z) that never change
  std::optional<RestStretch> rest;                                   ///< empty: shorter than half a second
  std::vector<SampleGap> longest_gaps;                               ///< at most kMaxListed, longest first

  double duration_s() const { return static_cast<double>(last_us - first_us) * 1e-6; }
  double lost_share() const;  ///< of all samples that should be there
};

/// What is in a recording and how whole it is.
struct RecordingSurvey {
  std::uint64_t file_bytes = 0;
  RecordingHeader header;
  FileReport file;
  std::array<FootSurvey, 2> feet;   ///< by index(Foot); samples 0 where the header names no such foot
  std::vector<MarkRecord> marks;    ///< the first 1000
  std::vector<GapRecord> outages;   ///< times without a link, as the recorder told: the first 1000
  std::size_t unknown_packets = 0;  ///< of a foot that the header does not name
};

/// Hears the samples of a recording, in order of time within a foot.
using SampleVisitor = std::function<void(Foot, const ImuSample&)>;

/// Reads a recording once, from end to end, with bounded memory.
Result<RecordingSurvey> survey_recording(Result<Input> input, const SampleVisitor& visitor = {});

}  // namespace backstep::host
