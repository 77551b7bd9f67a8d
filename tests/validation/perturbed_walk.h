#pragma once

#include <array>
#include <vector>

#include "data/walker/random.h"
#include "tests/validation/walk_data.h"

namespace backstep::validation {

/// A stretch of a foot's time from which nothing true is left.
struct Missing {
  Foot foot = Foot::left;
  double begin_s = 0, end_s = 0;
};

/// A recording in memory that can be made worse: what its sensors gave, how they sit, and what is true of it.
struct PerturbedWalk {
  std::array<std::vector<ImuSample>, 2> samples;  ///< by index(Foot); empty: no such foot
  std::array<FootSetup, 2> setup;
  Truth truth;
  std::vector<Missing> missing;

  /// Whether every stretch missing within the true stride is at most so long.
  bool covers(const TrueStride& stride, double longest_s) const;
};

PerturbedWalk copy_of(const WalkData& walk, const std::array<FootSetup, 2>& setup);

/// The walk as a file of it would be read: gaps and ends of range marked, the rate found. Fails as the import does.
host::Result<WalkData> as_read(const PerturbedWalk& walk, const std::string& name);

/// The part of a foot's time that its true strides cover; empty without any.
struct Span_s {
  double begin_s = 0, end_s = 0;
};
std::optional<Span_s> true_span(const PerturbedWalk& walk, Foot foot);

/// Middle of the 0.1 s in which the foot turns least, between the two times.
double quietest_s(const std::vector<ImuSample>& samples, double begin_s, double end_s);

/// Middle of a true stride's swing: where the square of the foot's rotation has its centre.
double mid_swing_s(const std::vector<ImuSample>& samples, const TrueStride& stride);

}  // namespace backstep::validation
