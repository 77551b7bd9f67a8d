#pragma once

#include <string>
#include <vector>

namespace backstep::validation {

/// A line of a Markdown table.
std::string row(const std::vector<std::string>& cells);

/// A table's first two lines: the first column is text, the others are numbers.
std::string head(const std::vector<std::string>& cells);

}  // namespace backstep::validation
