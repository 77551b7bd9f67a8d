#pragma once

#include <cstdint>

#include "dsp/base/math.h"

namespace backstep {

enum class Foot : std::uint8_t { left = 0, right = 1 };

inline constexpr int index(Foot foot) { return static_cast<int>(foot); }
inline constexpr Foot other(Foot foot) { return foot == Foot::left ? Foot::right : Foot::left; }

/// What is known about one sample beyond its numbers. Bits of ImuSample::flags.
enum SampleFlag : std::uint8_t {
  kAccClipped = 1,  ///< an accelerometer axis stood at the end of its range
  kGyrClipped = 2,  ///< a gyroscope axis stood at the end of its range
  kAfterGap = 4,    ///< samples are missing just before this one
};

/// One reading of a six-axis sensor, in the SENSOR's own axes.
struct ImuSample {
  std::int64_t t_us = 0;         ///< session time
  Vec3 acc_mps2 = Vec3::Zero();  ///< specific force: at rest it points up, about 9.81
  Vec3 gyr_radps = Vec3::Zero();
  std::uint8_t flags = 0;  ///< SampleFlag bits
};

}  // namespace backstep
