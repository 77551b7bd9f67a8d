#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "dsp/parameters/stride.h"

namespace backstep {

/// What a watch shows of a walk. Of no direction: walking backward has a positive speed too.
struct WalkingSpeed {
  double speed_mps = 0;
  double cadence_per_min = 0;             ///< strides, that is contacts of ONE foot
  std::optional<double> stride_length_m;  ///< empty while nobody walks
  double distance_m = 0;
  bool running = false;
};

/// Makes of strides, as they come, what a watch shows; with the strides of one foot or of both. Speed, stride length
/// and cadence are means over the last three. Running is when the foot stands for less than half of its stride.
/// Distance is the sum of all known stride lengths, also of those that the tables leave out (turns); each counts half
/// while the other foot walks too, so a shoe that falls silent takes nothing away (too long by half the first step of a
/// bout). Implausible strides are as good as none. Fixed memory.
class StrideSpeed {
 public:
  static constexpr std::int64_t kStanding_us = 4'000'000;  ///< without a stride for so long: all is zero

  void push(const Stride& stride);

  /// `now_us`: on the clock of the strides.
  WalkingSpeed at(std::int64_t now_us) const;

  void set_distance(double distance_m) { distance_m_ = distance_m; }
  void forget_strides();  ///< the distance stays

 private:
  static constexpr std::size_t kMean = 3;  // strides

  struct Recent {
    Real time_s = 0, length_m = 0, stance_s = 0;
  };

  bool walks(Foot foot, std::int64_t now_us) const;
  bool anyone_walks(std::int64_t now_us) const { return walks(Foot::left, now_us) || walks(Foot::right, now_us); }

  std::array<Recent, kMean> recent_{};  ///< the newest last
  std::size_t count_ = 0;
  std::array<std::optional<std::int64_t>, 2> last_ff_us_;  ///< by index(Foot)
  double distance_m_ = 0;                                  ///< a float would stop growing
};

}  // namespace backstep
