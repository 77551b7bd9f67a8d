#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "dsp/base/math.h"

namespace backstep {

enum class Foot : std::uint8_t { left = 0, right = 1 };
inline constexpr std::array kFeet = {Foot::left, Foot::right};

/// Its place in an array of both feet.
inline constexpr std::size_t index(Foot foot) { return static_cast<std::size_t>(foot); }
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

/// Session times are within this of zero, 127 000 years: sums and differences of two of them fit an int64.
inline constexpr std::int64_t kMaxTime_us = 4'000'000'000'000'000'000;

/// Values beyond these no sensor on a foot has (the widest parts sold end at 400 g and 4000 deg/s): errors on the way.
inline constexpr Real kMaxAcc_mps2 = 1000 * kGravity_mps2;
inline constexpr Real kMaxRate_radps = deg_to_rad(10000);

/// Whether a sensor can have read this at such a time; false for what is no number.
inline bool is_possible(const ImuSample& sample) {
  return (sample.acc_mps2.array().abs() <= kMaxAcc_mps2).all() &&
         (sample.gyr_radps.array().abs() <= kMaxRate_radps).all() && sample.t_us >= -kMaxTime_us &&
         sample.t_us <= kMaxTime_us;
}

}  // namespace backstep
