#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "dsp/base/math.h"

/// The bytes of the Running Speed and Cadence Service (0x1814; Bluetooth SIG, RSCS 1.0, 2012), which sports watches
/// and phones read.
namespace backstep::firmware {

/// RSC Measurement (0x2A53). Not a number, or below zero: not known.
struct RscMeasurement {
  Real speed_mps = 0;
  Real cadence_per_min = 0;  ///< strides of this one foot: whoever shows steps doubles them
  std::optional<Real> stride_length_m;
  std::optional<Real> distance_m;  ///< in all
  bool running = false;
};

struct RscBytes {
  std::array<std::uint8_t, 10> data{};
  std::size_t size = 0;

  std::span<const std::uint8_t> span() const { return std::span(data).first(size); }
};

/// Values beyond a field's range become its highest. Speed and cadence are always there, 0 where not known; the others
/// are left out.
RscBytes pack(const RscMeasurement& measurement);

/// RSC Feature (0x2A54): stride length, total distance, and whether one walks or runs.
inline constexpr std::array<std::uint8_t, 2> kRscFeature = {0x07, 0x00};

/// Sensor Location (0x2A5D): in shoe.
inline constexpr std::array<std::uint8_t, 1> kRscSensorLocation = {2};

/// SC Control Point (0x2A55), which a sensor with a total distance must have (RSCS 1.0, 3.4).
struct ScAnswer {
  std::array<std::uint8_t, 3> indication{};
  std::optional<Real> distance_m;  ///< to be set
};

/// The answer to what a watch has written: "set cumulative value" is done, all else refused.
ScAnswer answer_control_point(std::span<const std::uint8_t> request);

}  // namespace backstep::firmware
