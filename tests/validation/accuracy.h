#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/validation/packet_loss.h"
#include "tests/validation/pooled.h"

namespace backstep::validation {

/// A row of the table of targets.
struct Quantity {
  std::string name;       ///< what is measured, as score.py prints it
  std::string target;     ///< in words and units; empty: reported only
  std::string measured;   ///< with unit and count
  std::string verdict;    ///< "met", or "missed by" how much; empty without a target
  double value = 0;       ///< what is judged
  bool at_least = false;  ///< more is better
};

/// Every quantity with a target, measured; those of which the recordings tell nothing are left out.
std::vector<Quantity> accuracy(const Results& results, const LossResult& loss);

}  // namespace backstep::validation
