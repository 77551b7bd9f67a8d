#include "firmware/core/sc_control_point.h"

#include <cstddef>

namespace backstep::firmware {
namespace {

enum OpCode : std::uint8_t { kSetCumulativeValue = 0x01, kResponse = 0x10 };
enum ResponseValue : std::uint8_t { kSuccess = 1, kNotSupported = 2, kInvalidParameter = 3 };

constexpr double kDecimetre_m = 0.1;

}  // namespace

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

}  // namespace backstep::firmware
