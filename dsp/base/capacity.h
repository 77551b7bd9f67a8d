#pragma once

#include <cstddef>

namespace backstep {

/// How much the pipeline of one foot can hold. BACKSTEP_SHOE_CAPACITY chooses the sizes of the shoe: a stream of 208 Hz
/// and swings of 5 s (max_swing_s) in 48 KiB. A faster stream does not run there. Without it, those of the host: files
/// of up to 1000 Hz, and in 5 s swings a little more.
#ifdef BACKSTEP_SHOE_CAPACITY
inline constexpr std::size_t kSwingCapacity = 1056;  ///< samples kept: 5 s at 208 Hz, and kSwingMargin
inline constexpr std::size_t kSwingMargin = 16;      ///< of these, for the windows at both ends of a swing
inline constexpr std::size_t kWindowCapacity = 24;   ///< samples of a stillness window: 0.1 s at up to 229 Hz
static_assert(kSwingCapacity - kSwingMargin >= 5 * 208);
#else
inline constexpr std::size_t kSwingCapacity = 8192;
inline constexpr std::size_t kSwingMargin = 512;
inline constexpr std::size_t kWindowCapacity = 256;  // 0.1 s at 1000 Hz, twice over
#endif

}  // namespace backstep
