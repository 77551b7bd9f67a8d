#pragma once

#include <map>
#include <string>
#include <vector>

#include "host/source/ble/bluez.h"

namespace backstep::host::ble {

/// A shoe as it shows itself before anyone connects.
struct SeenShoe {
  std::string address;
  std::string name;                ///< "Backstep L 3F2A"
  std::optional<int> rssi_dbm;     ///< while it is advertising
  bool bonded = false;             ///< with this computer
  std::vector<std::string> paths;  ///< one for each adapter that knows it
};

/// This computer's Bluetooth adapters, as far as they may be used.
class Radio {
 public:
  /// `names`: "hci0" and so on; empty: all there are.
  Radio(Bluez& bluez, std::vector<std::string> names);

  /// Finds the adapters and powers them. Error: a sentence that says what is missing.
  asio::awaitable<std::string> prepare();

  asio::awaitable<void> start_discovery();
  asio::awaitable<void> stop_discovery();

  /// Shoes that are advertising or bonded, by address.
  std::vector<SeenShoe> seen() const;

  const std::vector<std::string>& adapters() const { return adapters_; }
  Bluez& bluez() { return bluez_; }

 private:
  Bluez& bluez_;
  std::vector<std::string> names_, adapters_;
  bool discovering_ = false;
};

}  // namespace backstep::host::ble
