#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/validation/perturbed_walk.h"

namespace backstep::validation {

/// One way in which recordings are worse than those that the program was made with.
struct Perturbation {
  std::string name;   ///< for the command line
  std::string title;  ///< for people
  unsigned copies = 1;
  /// False: the recording is not to be perturbed so, and is left out.
  std::function<bool(PerturbedWalk& walk, unsigned copy, walker::Random& random)> apply;
};

/// In the order of the table; the first changes nothing.
const std::vector<Perturbation>& perturbations();

}  // namespace backstep::validation
