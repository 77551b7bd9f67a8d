#pragma once

#include <cstdint>

#include "data/walker/walker.h"
#include "dsp/base/quality.h"
#include "dsp/parameters/stride.h"

namespace backstep::motions {

/// What the program makes of straight walks whose truth is known: of their middles, since each foot's first and last
/// stride start and stop.
struct WalkFigures {
  std::size_t strides = 0;  ///< true ones
  std::size_t found = 0, used = 0, implausible = 0, right_way = 0;
  std::size_t within_2_sd = 0;                    ///< of the found ones: lengths
  double length_error_m = 0, height_error_m = 0;  ///< sums of absolute errors, of the found ones
  double worst_length_m = 0, worst_height_m = 0;
  QualityBits marks;

  double mean_length_error_m() const { return found > 0 ? length_error_m / static_cast<double>(found) : 0; }
  double mean_height_error_m() const { return found > 0 ? height_error_m / static_cast<double>(found) : 0; }

  WalkFigures& operator+=(const WalkFigures& other);
};

/// Both feet, toes declared. `from_s`: the recording begins so late, and strides that began before are not asked for.
WalkFigures figures(const walker::Walk& walk, double rate_hz, Direction way, double from_s = 0);

/// In the middle of the fourth swing of the left foot: where a recording begins that was started while walking.
double mid_swing_s(const walker::Walk& walk);

}  // namespace backstep::motions
