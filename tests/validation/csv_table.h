#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace backstep::validation {

/// A text table of plain cells (no quotes), as the truth files and the program's own tables are.
struct CsvTable {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  ///< each as long as `columns`; missing cells are empty

  /// Cell of a row by its column's name; empty where there is no such column.
  std::string_view cell(std::size_t row, std::string_view column) const;
};

/// Empty when the file cannot be read or has no header.
std::optional<CsvTable> read_csv_table(const std::filesystem::path& path);

/// The finite number that is the whole text; empty otherwise.
std::optional<double> number(std::string_view text);

}  // namespace backstep::validation
