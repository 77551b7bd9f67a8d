#pragma once

#include <cstdint>
#include <optional>

namespace backstep::firmware {

/// A lithium-polymer cell, one in series.
struct BatteryState {
  std::uint16_t mv = 0;    ///< 0: not known
  std::uint8_t pct = 255;  ///< 255: not known
  bool low = false;        ///< told to the user
  bool empty = false;      ///< too low to begin sending
};

/// Judges a cell by its voltage under the load of sampling. `before`: the last judgement; `low` and `empty` end 50 mV
/// above where they began, so that a changing load does not make them flicker.
BatteryState judge_battery(std::uint16_t mv, const BatteryState& before);

/// Battery Level (0x2A19) of the Battery Service: percent. Empty: not known, and the service has no word for that.
constexpr std::optional<std::uint8_t> battery_level(const BatteryState& battery) {
  return battery.pct <= 100 ? std::optional(battery.pct) : std::nullopt;
}

}  // namespace backstep::firmware
