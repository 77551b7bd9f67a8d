#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace backstep::firmware {

/// SC Control Point (0x2A55) of the Running Speed and Cadence Service 1.0, which a sensor that tells a total distance
/// has: section 3.4. What to indicate to a watch that has written to it, and what it wants.
struct ScAnswer {
  std::array<std::uint8_t, 3> indication{};
  std::optional<double> distance_m;  ///< to be set
};

/// "Set cumulative value" is done, all else refused.
ScAnswer answer_control_point(std::span<const std::uint8_t> request);

}  // namespace backstep::firmware
