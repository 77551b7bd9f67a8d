#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "dsp/base/imu_sample.h"
#include "host/base/error.h"
#include "host/base/sentence.h"

namespace backstep::host {

/// The samples of one foot in memory, as an imported file gives them: times strictly increasing, SI, sensor axes.
struct Track {
  std::string name;  ///< of the file, for messages
  std::vector<ImuSample> samples;
  double rate_hz = 0;    ///< one over the median interval
  std::size_t lost = 0;  ///< samples known to be missing, or left out
  /// Rows left out that had a time of their own, in order: a gap of their size before that sample is told already.
  struct Hole {
    std::int64_t before_us = 0;
    std::size_t rows = 0;
  };
  std::vector<Hole> holes;
  std::vector<Sentence> warnings;  ///< one sentence each, beginning with the name
};

/// An interval of more than this many median ones is a gap.
inline constexpr double kGapIntervals = 3.0;

/// The middle one of the intervals between at least two samples.
double median_interval_s(std::span<const ImuSample> samples);

/// Takes out impossible values, finds the rate, marks gaps (kAfterGap) and values standing at the end of a usual sensor
/// range (kAccClipped, kGyrClipped), warns of both and of gravity more than 3 % off. Fails on what cannot be a walk:
/// fewer than 16 samples, below 49 Hz or above 1000, all zeros, gravity at rest outside 1 g +-15 %: there with the hint
/// `on_gravity`, as not every file's unit can be said.
Result<void> finish_track(Track& track, Hint on_gravity = Hint::none);

/// Adds `by_s` to every time of the track.
void move_in_time(Track& track, double by_s);

/// Mean length of the specific force where the sensor turns least (the middle one of the quietest twentieth of windows
/// of 120 ms): the gravity it reads, in the unit of the samples. Within 0.3 % of gravity on most recordings of walking,
/// and within 8 % on a treadmill's heel sensors, which hardly rest. 0 without samples.
double gravity_at_rest(const std::vector<ImuSample>& samples);

}  // namespace backstep::host
