#pragma once

#include <string>
#include <vector>

#include "tests/validation/perturbation_study.h"

namespace backstep::validation {

/// Which of its goals a row meets. A share of nothing meets its goal.
struct GoalsMet {
  bool recall = false;    ///< at least 98.5 %
  bool reversed = false;  ///< none
  bool used = false;      ///< at least 0.9 of the unperturbed share
  bool within = false;    ///< 90 to 98 % within two standard deviations, the reference's own counted
  bool silent = false;    ///< at most 0.3 % of the sure rows

  bool all() const { return recall && reversed && used && within && silent; }
};

GoalsMet goals_met(const PerturbationRow& row);

/// The recordings of the sample that runs with the tests: every fifth of each folder, in the order of its index. No
/// other choice was ever tried.
std::vector<Recording> perturbation_sample(const std::vector<Recording>& folder);

/// What the sample must keep, all rows pooled, each broken one as a sentence.
std::vector<std::string> broken_floors(const std::vector<PerturbationRow>& sample);

}  // namespace backstep::validation
