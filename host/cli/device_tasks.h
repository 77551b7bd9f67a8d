#pragma once

#include <string>
#include <vector>

#include "host/bluez/radio.h"
#include "host/source/shoes_in_reach.h"
#include "host/walk/calibrate.h"

namespace backstep::cli {

/// What is to be done with shoes, and how they are looked for.
struct DeviceTask {
  std::vector<std::string> adapters;  ///< "hci0"; empty: all
  double seconds = 5;                 ///< look so long
  std::string shoe;                   ///< address, serial number, name, "left", "right"
  std::string name;                   ///< its new name; "": what it calls itself
  std::string from;                   ///< the file that `calibration` is loaded from
  bool forward = false;               ///< the steps in it did lead forward
  host::StoredCalibrations calibration;
  bool json = false;
};

/// Each does one command of `backstep devices` and returns its exit code.
host::ble::asio::awaitable<int> list_devices(host::ble::Radio& radio, const DeviceTask& task);
host::ble::asio::awaitable<int> name_device(host::ble::Radio& radio, const DeviceTask& task);
host::ble::asio::awaitable<int> claim_device(host::ble::Radio& radio, const DeviceTask& task);
host::ble::asio::awaitable<int> identify_device(host::ble::Radio& radio, const DeviceTask& task);
host::ble::asio::awaitable<int> calibrate_devices(host::ble::Radio& radio, const DeviceTask& task);
host::ble::asio::awaitable<int> forget_device(host::ble::Radio& radio, const DeviceTask& task);

}  // namespace backstep::cli
