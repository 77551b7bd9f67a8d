#include "tests/validation/markdown.h"

#include <fmt/format.h>

namespace backstep::validation {

std::string row(const std::vector<std::string>& cells) { return fmt::format("| {} |\n", fmt::join(cells, " | ")); }

std::string head(const std::vector<std::string>& cells) {
  std::string line = row(cells) + "|";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    line += i == 0 ? "---|" : "---:|";
  }
  return line + "\n";
}

}  // namespace backstep::validation
