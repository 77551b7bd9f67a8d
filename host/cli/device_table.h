#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/source/seen_shoe.h"
#include "schemas/control.h"

namespace backstep::cli {

/// One shoe as `backstep devices list` knows it. What only a claimed shoe in reach tells is empty for others.
struct DeviceRow {
  host::ble::SeenShoe shoe;
  std::optional<wire::Info> info;
  std::optional<wire::Counters> counters;
  std::string problem;  ///< why it did not tell, although it should
};

/// A table for people, on stdout; problems as sentences on stderr.
void print_device_table(const std::vector<DeviceRow>& rows);

/// One JSON object a line, on stdout: side, name, serial, address, claimed, in_reach, rssi_dbm, battery_pct, firmware,
/// calibrated, problem. Null = not known.
void print_device_lines(const std::vector<DeviceRow>& rows);

}  // namespace backstep::cli
