#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "data/walker/config.h"
#include "dsp/base/quality.h"

namespace backstep::motions {

/// A walk over stairs or a slope.
struct SteepWalk {
  std::string_view name;
  walker::Bout bout;
  double incline_rad = 0;
};

/// Stairs up, down, and down backward, gentle, usual and steep; slopes of 20 % up and down, both ways, slow and quick.
std::vector<SteepWalk> steep_walks();

/// The walk of one person with one pair of shoes: stands, walks, stands.
walker::WalkerConfig config(const SteepWalk& walk, std::uint64_t seed);

/// What the program makes of the middle of such walks: without each foot's first and last stride, which start and stop.
struct SteepFigures {
  std::size_t strides = 0;  ///< true ones
  std::size_t found = 0, used = 0, implausible = 0, right_way = 0;
  double length_error_m = 0, height_error_m = 0;  ///< sums of absolute errors, of the found ones
  double worst_length_m = 0, worst_height_m = 0;
  QualityBits marks;

  double mean_length_error_m() const { return found > 0 ? length_error_m / static_cast<double>(found) : 0; }
  double mean_height_error_m() const { return found > 0 ? height_error_m / static_cast<double>(found) : 0; }
};

/// Adds the walk of that seed, both feet, toes declared.
void add(SteepFigures& figures, const SteepWalk& walk, std::uint64_t seed);

}  // namespace backstep::motions
