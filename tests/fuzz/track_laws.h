#pragma once

#include <algorithm>
#include <cmath>
#include <functional>

#include "dsp/base/rate_range.h"
#include "host/base/track.h"
#include "tests/fuzz/input.h"

namespace backstep::fuzz {

/// What every importer promises of the track it gives.
inline void check(const host::Track& track) {
  must(track.samples.size() >= 16, "a track has samples");
  must(in_rate_range(track.rate_hz), "a track has a rate");
  must(std::ranges::all_of(track.samples, is_possible), "values are such as a sensor has");
  must(std::ranges::adjacent_find(track.samples, std::greater_equal<>(), &ImuSample::t_us) == track.samples.end(),
       "times go forward");
}

}  // namespace backstep::fuzz
