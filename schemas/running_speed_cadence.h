#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

/// The standard service that watches and phones know (Bluetooth SIG: Running Speed and Cadence Service 1.0, 0x1814).
/// No heap, no exceptions.
namespace backstep::wire {

inline constexpr const char *kRscServiceUuid = "00001814-0000-1000-8000-00805f9b34fb",
                            *kRscMeasurementUuid = "00002a53-0000-1000-8000-00805f9b34fb",
                            *kRscFeatureUuid = "00002a54-0000-1000-8000-00805f9b34fb",
                            *kSensorLocationUuid = "00002a5d-0000-1000-8000-00805f9b34fb",
                            *kScControlPointUuid = "00002a55-0000-1000-8000-00805f9b34fb";

/// What one measurement tells. What does not fit its field is shown as the nearest value that does; what is no number
/// or negative as 0.
struct RunningSpeedCadence {
  double speed_mps = 0;                   ///< of the ground covered, whatever the direction; at most 255.99
  double cadence_per_min = 0;             ///< contacts a minute of ONE foot (readers double it); at most 255
  std::optional<double> stride_length_m;  ///< contact to contact of one foot; at most 655.35
  std::optional<double> distance_m;       ///< since the walk began; at most 429 496 729.5
  bool running = false;                   ///< otherwise walking
};

/// The value of RSC Measurement: 4 to 10 bytes.
struct RscMeasurementBytes {
  std::array<std::uint8_t, 10> data{};
  std::size_t size = 0;

  std::span<const std::uint8_t> span() const { return std::span(data).first(size); }
};

RscMeasurementBytes pack(const RunningSpeedCadence& measurement);

/// The value of RSC Feature: stride length and distance are told, and whether one walks or runs.
inline constexpr std::array<std::uint8_t, 2> kRscFeature = {0x07, 0x00};

/// The value of Sensor Location: "in shoe" (Assigned Numbers, 0x2A5D).
inline constexpr std::array<std::uint8_t, 1> kSensorLocationInShoe = {0x02};

/// SC Control Point (0x2A55) of the Running Speed and Cadence Service 1.0, which a sensor that tells a total distance
/// has: section 3.4. What to indicate to a watch that has written to it, and what it wants.
struct ScAnswer {
  std::array<std::uint8_t, 3> indication{};
  std::optional<double> distance_m;  ///< to be set
};

/// "Set cumulative value" is done, all else refused.
ScAnswer answer_control_point(std::span<const std::uint8_t> request);

}  // namespace backstep::wire
