#pragma once

#include "dsp/base/capacity.h"
#include "dsp/base/math.h"

namespace backstep {

/// Sample rates that a walk can be told from, ends and what a cheap clock is off included: files, shoes and pipelines
/// ask here. Fewer are too coarse to see a foot land: 50 a second, less what a cheap clock is off.
inline constexpr Real kLeastRate_hz = 49;
/// More than the windows of a pipeline hold (capacity.h).
#ifdef BACKSTEP_SHOE_CAPACITY
inline constexpr Real kMostRate_hz = 229;
#else
inline constexpr Real kMostRate_hz = 1000;
#endif
/// A cheap clock is off by as much: what it makes of a nominal rate is that rate.
inline constexpr Real kFastClock = Real(1.01);
static_assert(kMostRate_hz * kFastClock * Real(0.1) < Real(kWindowCapacity));

/// False for what is no number, too.
inline constexpr bool in_rate_range(Real rate_hz) {
  return rate_hz >= kLeastRate_hz && rate_hz <= kMostRate_hz * kFastClock;
}

/// The rate of the range that is nearest; the least for what is no number.
inline constexpr Real within_rate_range(Real rate_hz) {
  if (rate_hz > kMostRate_hz) {
    return kMostRate_hz;
  }
  return rate_hz >= kLeastRate_hz ? rate_hz : kLeastRate_hz;
}

}  // namespace backstep
