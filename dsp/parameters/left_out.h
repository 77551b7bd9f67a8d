#pragma once

#include <cstdint>

#include "dsp/parameters/stride.h"

namespace backstep {

/// Why a stride counts neither in length nor in time nor in variability; of several the summary counts the first.
enum class LeftOut : std::uint8_t {
  start,  ///< out of standing, or the first that is known of a walk
  stop,   ///< into standing (StrideKind)
  implausible,
  gap,
  turn,
  gyr_clipped,
  too_long,
  uncalibrated,
  slip,
  in_place,    ///< the foot was set down where it had been: no stride
  unmeasured,  ///< the row has no stride length
  half_step,   ///< the feet came together or parted (StrideKind)
  pause,       ///< its stance holds standing (StrideKind)
};
inline constexpr int kLeftOutReasons = 13;

/// A set of LeftOut.
class LeftOutReasons {
 public:
  constexpr void set(LeftOut why) { bits_ |= 1U << static_cast<unsigned>(why); }
  constexpr bool has(LeftOut why) const { return (bits_ >> static_cast<unsigned>(why) & 1U) != 0; }
  constexpr bool none() const { return bits_ == 0; }

 private:
  std::uint32_t bits_ = 0;
};

/// All that is known when the row is emitted. What only the strides after it tell (stop, half_step, pause) is not among
/// them: the summary tells those, by foot and stride.
LeftOutReasons left_out_reasons(const Stride& stride);

/// The row counts for contact pattern and roll: its class is known, and it does not contradict itself.
bool counts_pattern(const Stride& stride);

}  // namespace backstep
