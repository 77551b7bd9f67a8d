#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/error.h"
#include "host/import/csv_units.h"

namespace backstep::host {

/// The numbers of a row, in this order everywhere.
enum CsvChannel : std::uint8_t { kTime, kAccX, kAccY, kAccZ, kGyrX, kGyrY, kGyrZ, kCsvChannels };

/// Where in a line the numbers stand.
struct CsvColumns {
  char separator = ',';
  std::size_t count = 0;                           ///< of the header's cells
  std::array<std::size_t, kCsvChannels> column{};  ///< from 0
  std::array<std::string, kCsvChannels> name;      ///< as the file spells them
  std::optional<TimeUnit> time_unit;               ///< empty: the name does not tell
  std::optional<AccUnit> acc_unit;
  std::optional<GyrUnit> gyr_unit;
};

/// True if some column of this line is a known name of an accelerometer or gyroscope axis: then it is the header.
bool is_csv_header(std::string_view line);

/// Finds the columns by their names in the header line of `file` (for messages). Separated by comma, semicolon or
/// tab. Case and punctuation do not matter; the unit may follow the name or stand in brackets:
///
///   time_s, timestamp, t, time_ms, "Time (s)", SampleTimeFine, ...
///   acc_x, accel_x, accelerometer x, ax, AccX, "acc_x [g]", acc_x_mps2, ...
///   gyr_x, gyro_x, gx, wx, omega_x, "GyroX (deg/s)", gyr_x_dps, ...
Result<CsvColumns> find_csv_columns(std::string_view line, const std::string& file);

}  // namespace backstep::host
