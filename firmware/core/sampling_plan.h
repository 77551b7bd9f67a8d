#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "schemas/control.h"

namespace backstep::firmware {

/// What a sensor can be set to, each list in rising order.
struct SensorAbilities {
  std::span<const std::uint16_t> rates_hz;
  std::span<const std::uint8_t> acc_ranges_g;
  std::span<const std::uint16_t> gyr_ranges_dps;
};

/// LSM6DS3TR-C, data sheet DocID030071, tables 51, 52, 54 and 55: what of them a foot has use for. Below 52 Hz nothing
/// can be measured; above 208 Hz nothing is gained, and the pipeline of the shoe is sized for 208 Hz.
SensorAbilities lsm6ds3tr_abilities();

/// What was asked for.
struct SamplingWish {
  std::uint16_t rate_hz = 208;
  std::uint8_t acc_range_g = 16;
  std::uint16_t gyr_range_dps = 2000;
  std::uint8_t samples_per_packet = 19;
};

/// What the shoe does.
struct SamplingPlan {
  std::uint16_t rate_hz = 0;  ///< the sensor's
  std::uint8_t acc_range_g = 0;
  std::uint16_t gyr_range_dps = 0;
  std::uint8_t samples_per_packet = 1;
  bool reduced = false;  ///< CompactPackets: the link does not carry even one sample with a full header

  bool operator==(const SamplingPlan&) const = default;

  wire::Granted granted(std::uint16_t att_mtu) const {
    return {rate_hz, samples_per_packet, acc_range_g, gyr_range_dps, att_mtu};
  }
};

/// ATT MTU of every link until the two ends have agreed on another.
inline constexpr std::uint16_t kLeastAttMtu = 23;

/// Bytes of the ATT MTU that a notification or indication needs for itself: opcode and handle.
inline constexpr std::size_t kNotificationOverhead = 3;

/// Samples a second at most in CompactPackets: what every host keeps up with.
inline constexpr std::uint16_t kReducedRate_hz = 52;

/// Grants a wish as far as sensor and link allow: the next higher rate and range that the sensor has, or its highest;
/// as many samples a packet as go into one notification (MTU - 3 bytes). A link that carries fewer than two is
/// `reduced`: one sample a CompactPacket, and the sensor itself set to 52 Hz, so that nothing is aliased.
SamplingPlan plan(const SensorAbilities& sensor, const SamplingWish& wish, std::uint16_t att_mtu);

}  // namespace backstep::firmware
