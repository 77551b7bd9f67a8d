#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dsp/base/imu_sample.h"
#include "host/base/error.h"

namespace backstep::host::ble {

/// A shoe as it shows itself before anyone connects.
struct SeenShoe {
  std::string address;
  std::string name;             ///< this computer's name for it; otherwise what it advertises, "Backstep L 3F2A"
  std::optional<Foot> foot;     ///< as it advertises
  std::string serial;           ///< as it advertises; "" if it does not
  std::optional<int> rssi_dbm;  ///< while it is advertising
  bool bonded = false;          ///< with this computer
  bool connected = false;       ///< to this computer
  /// One for each adapter that can reach it: those with a bond if there is one, otherwise all, and the one with the
  /// fewest bonds first.
  std::vector<std::string> paths;

  bool in_reach() const { return connected || rssi_dbm.has_value(); }
};

/// Side and serial number from what a shoe advertises, "Backstep L 3F2A", into `shoe`.
void read_advertised_name(std::string_view advertised, SeenShoe& shoe);

/// For people: `left shoe 3F2A "Anna" (00:AA:01:00:00:00)`, with what is known of it.
std::string describe(const SeenShoe& shoe);

/// The shoe that a user means with `word`: its address, serial number or name, or the side it is for ("left", "right").
/// Capitals do not matter. Where several fit, one that is claimed comes before others. Error: a sentence
/// with what there is.
Result<SeenShoe> choose(std::span<const SeenShoe> shoes, std::string_view word);

/// Whether `word` can name a shoe: what is wrong with it, or "". Sides, "both" and what another shoe of `shoes` is
/// called cannot.
std::string name_problem(std::span<const SeenShoe> shoes, const SeenShoe& shoe, std::string_view word);

}  // namespace backstep::host::ble
