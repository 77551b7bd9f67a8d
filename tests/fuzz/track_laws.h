#pragma once

#include <algorithm>
#include <cmath>
#include <functional>

#include "host/recording/track.h"
#include "tests/fuzz/input.h"

namespace backstep::fuzz {

/// What every importer promises of the track it gives.
inline void check(const host::Track& track) {
  must(track.samples.size() >= 16, "a track has samples");
  must(std::isfinite(track.rate_hz) && track.rate_hz >= host::kMinRate_hz, "a track has a rate");
  must(std::ranges::all_of(track.samples, is_possible), "values are such as a sensor has");
  must(std::ranges::adjacent_find(track.samples, std::greater_equal<>(), &ImuSample::t_us) == track.samples.end(),
       "times go forward");
}

}  // namespace backstep::fuzz
