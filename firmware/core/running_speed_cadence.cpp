#include "firmware/core/running_speed_cadence.h"

#include <cmath>
#include <limits>

namespace backstep::firmware {
namespace {

enum Flag : std::uint8_t { kHasStrideLength = 1, kHasDistance = 2, kIsRunning = 4 };
enum OpCode : std::uint8_t { kSetCumulativeValue = 0x01, kResponse = 0x10 };
enum ResponseValue : std::uint8_t { kSuccess = 1, kNotSupported = 2, kInvalidParameter = 3 };

constexpr Real kDecimetres = 10;

bool known(const std::optional<Real>& x) { return x && *x >= 0; }

/// In units of the field; false comparisons of what is no number make it 0.
template <class T>
T field(Real value, Real units) {
  constexpr auto kMost = static_cast<Real>(std::numeric_limits<T>::max());
  const Real scaled = std::round(value * units);
  return !(scaled > 0) ? T{0} : scaled >= kMost ? std::numeric_limits<T>::max() : static_cast<T>(scaled);
}

template <class T>
void append(RscBytes& bytes, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    bytes.data[bytes.size++] = static_cast<std::uint8_t>(value >> (8 * i));
  }
}

}  // namespace

RscBytes pack(const RscMeasurement& m) {
  RscBytes bytes;
  append(bytes, static_cast<std::uint8_t>((known(m.stride_length_m) ? kHasStrideLength : 0) |
                                          (known(m.distance_m) ? kHasDistance : 0) | (m.running ? kIsRunning : 0)));
  append(bytes, field<std::uint16_t>(m.speed_mps, 256));
  append(bytes, field<std::uint8_t>(m.cadence_per_min, 1));
  if (known(m.stride_length_m)) {
    append(bytes, field<std::uint16_t>(*m.stride_length_m, 100));
  }
  if (known(m.distance_m)) {
    append(bytes, field<std::uint32_t>(*m.distance_m, kDecimetres));
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
    answer.distance_m = static_cast<Real>(decimetres) / kDecimetres;
    respond(kSuccess);
  }
  return answer;
}

}  // namespace backstep::firmware
