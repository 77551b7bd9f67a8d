// compare_tables GOLDEN TABLE: whether a stride table is the golden one. The second row of the golden holds the
// tolerance of each column, "exact" for words. A cell that is empty in one must be empty in the other. Exit codes: 0
// the same, 1 different (each differing cell is told), 2 wrong use.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/validation/csv_table.h"

namespace {

using backstep::validation::CsvTable;
using backstep::validation::number;

bool same(const std::string& tolerance, const std::string& golden, const std::string& found) {
  const auto allowed = number(tolerance), a = number(golden), b = number(found);
  if (!allowed || !a || !b) {
    return golden == found;
  }
  // Printed decimals differ by a tolerance only up to rounding in binary.
  return std::abs(*a - *b) <= *allowed + 1e-9;
}

int compare(const std::string& golden_path, const std::string& table_path) {
  const auto golden = backstep::validation::read_csv_table(golden_path);
  const auto table = backstep::validation::read_csv_table(table_path);
  if (!golden || golden->rows.empty() || !table) {
    fmt::print(stderr, "{}: no table with a row of tolerances, or nothing to compare with it.\n", golden_path);
    return 1;
  }
  if (golden->columns != table->columns) {
    fmt::print(stderr, "{}: the columns are others.\n", golden_path);
    return 1;
  }
  int code = 0;
  if (golden->rows.size() - 1 != table->rows.size()) {
    fmt::print(stderr, "{}: {} strides, found {}.\n", golden_path, golden->rows.size() - 1, table->rows.size());
    code = 1;
  }
  const std::vector<std::string>& tolerance = golden->rows.front();
  for (std::size_t row = 0; row < std::min(golden->rows.size() - 1, table->rows.size()); ++row) {
    for (std::size_t i = 0; i < golden->columns.size(); ++i) {
      const std::string &a = golden->rows[row + 1][i], &b = table->rows[row][i];
      if (!same(tolerance[i], a, b)) {
        fmt::print(stderr, "{}: line {}, {}: golden '{}', found '{}', allowed {}.\n", golden_path, row + 3,
                   golden->columns[i], a, b, tolerance[i]);
        code = 1;
      }
    }
  }
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "Usage: compare_tables GOLDEN TABLE\n");
    return 2;
  }
  return compare(argv[1], argv[2]);
}
