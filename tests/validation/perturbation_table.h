#pragma once

#include <string>
#include <vector>

#include "tests/validation/perturbation_study.h"

namespace backstep::validation {

/// One line a perturbation, as Markdown; what misses its goal is in bold.
std::string perturbation_table(const std::vector<Perturbation>& ways, const std::vector<PerturbationRow>& rows);

/// The table as a section of RESULTS.md, and how many goals are met.
std::string perturbation_section(const std::vector<Perturbation>& ways, const std::vector<PerturbationRow>& rows);

/// What stands behind a row: each row that was sure and wrong, and the shares within two standard deviations by family.
std::string perturbation_details(const Perturbation& way, const PerturbationRow& row);

}  // namespace backstep::validation
