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

enum OpCode : std::uint8_t { kSetCumulativeValue = 0x01, kResponse = 0x10 };
enum ResponseValue : std::uint8_t { kSuccess = 1, kNotSupported = 2, kInvalidParameter = 3 };

constexpr double kDecimetre_m = 0.1;

}  // namespace

RscMeasurementBytes pack(const RunningSpeedCadence& m) {
  RscMeasurementBytes bytes;
  const unsigned flags =
      (m.stride_length_m ? kStrideLength : 0U) | (m.distance_m ? kDistance : 0U) | (m.running ? kRunning : 0U);
  bytes.data[bytes.size++] = static_cast<std::uint8_t>(flags);
  append<std::uint16_t>(bytes, m.speed_mps, 1.0 / 256);
  append<std::uint8_t>(bytes, m.cadence_per_min, 1);
  if (m.stride_length_m) {
    append<std::uint16_t>(bytes, *m.stride_length_m, 0.01);
  }
  if (m.distance_m) {
    append<std::uint32_t>(bytes, *m.distance_m, kDecimetre_m);
  }
  return bytes;
}

ScAnswer answer_control_point(std::span<const std::uint8_t> request) {
  ScAnswer answer;
  const std::uint8_t operation = request.empty() ? std::uint8_t{0} : request[0];
  const auto respond = [&](ResponseValue value) { answer.indication = {kResponse, operation, value}; };
  if (operation != kSetCumulativeValue) {
    respond(kNotSupported);
  } else if (request.size() != 1 + sizeof(std::uint32_t)) {
    respond(kInvalidParameter);
  } else {
    std::uint32_t decimetres = 0;
    for (std::size_t i = 0; i < sizeof decimetres; ++i) {
      decimetres |= static_cast<std::uint32_t>(request[1 + i]) << (8 * i);
    }
    answer.distance_m = decimetres * kDecimetre_m;
    respond(kSuccess);
  }
  return answer;
}

}  // namespace backstep::wire
