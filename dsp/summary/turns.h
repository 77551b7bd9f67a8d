#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "dsp/parameters/stride.h"

namespace backstep {

/// A turn of the walker.
struct WalkTurn {
  std::int64_t begin_us = 0, end_us = 0;  ///< of the strides that are marked
  Real turn_rad = 0;                      ///< left positive; mean of the feet that made it
  std::uint32_t steps = 0;                ///< these strides, of both feet
};

/// Finds turns in the strides of both feet, in their order. A turn begins with the first stride marked `turn` and ends
/// when each foot that walks has made one without, or one turns the other way; both feet's edges, the strides just
/// before and after, count in its angle, since a turn begins and ends within them. What is on the ground and in the
/// swing counts alike. Fixed memory.
class TurnFinder {
 public:
  /// The stride; answers with the turn that it ended.
  std::optional<WalkTurn> push(const Stride& stride);

  /// No more strides; the turn that is still going on.
  std::optional<WalkTurn> finish();

 private:
  struct PerFoot {
    Real before_rad = 0;  // of the last stride without a mark
    Real turned_rad = 0;  // in this turn
    bool in_it = false, out_of_it = false;
    std::uint32_t steps = 0;
  };

  std::array<PerFoot, 2> feet_;
  std::int64_t begin_us_ = 0, end_us_ = 0;
  std::uint32_t bout_ = 0;
  bool turning_ = false;
};

}  // namespace backstep
