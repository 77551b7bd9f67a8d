#include "schemas/running_speed_cadence.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace backstep::wire {
namespace {

constexpr unsigned kStrideLength = 1, kDistance = 2, kRunning = 4;  // bits of the flags

/// `value` in counts of `resolution`, appended little-endian.
template <class Field>
void append(RscMeasurementBytes& bytes, double value, double resolution) {
  const double counts = std::round(value / resolution);
  // Written so that a NaN becomes 0.
  const double kept = counts > 0 ? std::min<double>(counts, std::numeric_limits<Field>::max()) : 0;
  auto field = static_cast<Field>(kept);
  for (std::size_t i = 0; i < sizeof field; ++i) {
    bytes.data[bytes.size++] = static_cast<std::uint8_t>((std::uint32_t{field} >> (8 * i)) & 0xFFU);
  }
}

}  // namespace

RscMeasurementBytes pack(const RunningSpeedCadence& m) {
  RscMeasurementBytes bytes;
  const unsigned flags =
      (m.stride_length_m ? kStrideLength : 0U) | (m.distance_m ? kDistance : 0U) | (m.running ? kRunning : 0U);
  bytes.data[bytes.size++] = static_cast<std::uint8_t>(flags);
  append<std::uint16_t>(bytes, m.speed_mps, 1.0 / 256);
  append<std::uint8_t>(bytes, m.cadence_spm, 1);
  if (m.stride_length_m) {
    append<std::uint16_t>(bytes, *m.stride_length_m, 0.01);
  }
  if (m.distance_m) {
    append<std::uint32_t>(bytes, *m.distance_m, 0.1);
  }
  return bytes;
}

}  // namespace backstep::wire
