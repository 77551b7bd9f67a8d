#pragma once

#include <string>
#include <vector>

#include "tests/validation/accuracy.h"
#include "tests/validation/constants.h"
#include "tests/validation/packet_loss.h"
#include "tests/validation/pooled.h"

namespace backstep::validation {

/// What is told of one folder of recordings.
struct FolderReport {
  std::string name;
  Results results;
  LossResult loss;
  std::vector<Quantity> quantities;  ///< accuracy() of the two
};

/// What the report tells.
struct Report {
  std::vector<FolderReport> folders;  ///< in the order of kReported
  std::vector<RecordedConstant> constants;
  std::string perturbations;  ///< a section, as Markdown
  std::string version;        ///< of the program
  std::string date;           ///< of the measurement, year first
};

/// RESULTS.md: everything that is measured on recordings.
std::string full_report(const Report& report);

/// The README's block: one row a kind of walk and folder, and what the numbers are worth.
std::string readme_block(const Report& report);

/// The limits that every change must keep, each broken one as a sentence; empty when all are kept. A folder that is
/// none of kReported has none.
std::vector<std::string> broken_floors(const FolderReport& report);

}  // namespace backstep::validation
