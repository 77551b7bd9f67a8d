#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "host/base/input.h"
#include "host/import/csv_columns.h"

namespace backstep::host {

/// One line's numbers as the file has them, in its units. NaN: an empty cell, "NaN", "NA", an infinity, a line too
/// short.
struct CsvRow {
  std::array<double, kCsvChannels> value{};
  std::uint32_t line = 0;  ///< in the file, from 1
};

struct CsvRows {
  CsvColumns columns;
  std::vector<CsvRow> rows;
};

/// Reads the table of a text file, line by line: what cannot be a table of numbers fails at its first bad line, however
/// large the file is. Knows a byte order mark, either line end, comment lines (#, %, //), lines before the header,
/// quoted cells and, where the separator is no comma, decimal commas.
Result<CsvRows> read_csv_rows(Input& input);

}  // namespace backstep::host
