#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "dsp/parameters/stride.h"

namespace backstep::motions {

/// What `backstep analyze` is told about a pair of shoes.
struct Worn {
  std::array<bool, 2> foot = {true, true};  ///< by index(Foot): has a sensor
  bool toes_declared = true;                ///< the sensor's x axis points to the toes
};

/// The rows that `backstep analyze` finds with its defaults in what both sensors read on one clock.
std::vector<Stride> analysed(const std::array<std::vector<ImuSample>, 2>& readings, double rate_hz, const Worn& worn);

}  // namespace backstep::motions
