#include "tests/validation/csv_table.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>

namespace backstep::validation {

namespace {

std::vector<std::string> split(std::string_view line) {
  std::vector<std::string> cells;
  while (true) {
    const std::size_t comma = line.find(',');
    cells.emplace_back(line.substr(0, comma));
    if (comma == std::string_view::npos) {
      return cells;
    }
    line.remove_prefix(comma + 1);
  }
}

}  // namespace

std::string_view CsvTable::cell(std::size_t row, std::string_view column) const {
  const auto found = std::find(columns.begin(), columns.end(), column);
  return found == columns.end() ? std::string_view()
                                : std::string_view(rows[row][static_cast<std::size_t>(found - columns.begin())]);
}

std::optional<CsvTable> read_csv_table(const std::filesystem::path& path) {
  std::ifstream file(path);
  CsvTable table;
  std::string line;
  while (std::getline(file, line)) {
    if (!line.empty() && line.back() == '\r') {
      line.pop_back();
    }
    if (table.columns.empty()) {
      table.columns = split(line);
    } else if (!line.empty()) {
      table.rows.push_back(split(line));
      table.rows.back().resize(table.columns.size());
    }
  }
  return table.columns.empty() ? std::nullopt : std::optional(std::move(table));
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

}  // namespace backstep::validation
