#pragma once

#include <string_view>
#include <vector>

#include "data/walker/config.h"

namespace backstep::motions {

/// A straight walk of the walker, between two stands.
struct StraightWalk {
  std::string_view name;
  walker::Bout bout;
  double incline_rad = 0;
  double clearance_m = 0.03;  ///< as in walker::Person
  double landing_mps = 0.30;
};

/// Stairs up, down, and down backward: gentle, usual and steep.
std::vector<StraightWalk> stairs();
/// Slopes of 20 %, up and down, both ways, slow and quick.
std::vector<StraightWalk> slopes();
/// Shuffles at 0.15 m/s that hardly leave the floor, and steps of 0.15 m, both ways.
std::vector<StraightWalk> short_steps();
/// With a flight phase, 2 to 3 m/s.
std::vector<StraightWalk> jogs();

/// The walk as one person does it with one pair of shoes; the seed draws both.
walker::WalkerConfig config(const StraightWalk& walk, std::uint64_t seed);

}  // namespace backstep::motions
