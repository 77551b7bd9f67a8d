#pragma once

#include <optional>

namespace backstep::host {

/// How a shoe is doing while somebody walks.
struct ShoeState {
  bool connected = false;
  std::optional<int> battery_pct;
  double missing_pct = 0;          ///< packets that did not come (yet), of all
  std::optional<double> delay_ms;  ///< from the last sample of the newest packet to its arrival
  bool low_battery = false;
  bool reduced = false;  ///< the link carries only small packets: one sample each, at most 52 a second
};

}  // namespace backstep::host
