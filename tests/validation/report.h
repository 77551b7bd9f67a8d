#pragma once

#include <string>
#include <vector>

#include "tests/validation/accuracy.h"
#include "tests/validation/packet_loss.h"
#include "tests/validation/pooled.h"

namespace backstep::validation {

/// What the report tells.
struct Report {
  Results results;
  LossResult loss;
  std::vector<Quantity> quantities;  ///< accuracy() of the two
  std::string version;               ///< of the program
  std::string date;                  ///< of the measurement, year first
};

/// RESULTS.md: everything that is measured on recordings.
std::string full_report(const Report& report);

/// The README's block: one row a kind of walk, and what the numbers are worth.
std::string readme_block(const Results& results);

/// The limits that every change must keep, each broken one as a sentence; empty when all are kept.
std::vector<std::string> broken_floors(const Results& results, const std::vector<Quantity>& quantities);

}  // namespace backstep::validation
