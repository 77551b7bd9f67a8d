#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/validation/perturbations.h"
#include "tests/validation/statistics.h"

namespace backstep::validation {

/// A row that was sure and wrong.
struct SilentRow {
  std::string recording;
  unsigned copy = 0;
  Foot foot = Foot::left;
  double t_ic_s = 0, error_cm = 0, sd_cm = 0;
};

/// What became of the recordings under one perturbation.
struct PerturbationRow {
  std::size_t recordings = 0, walks = 0, refused = 0;  ///< refused: not read at all, with a reason given
  Share recall;              ///< of the true strides that are wholly left, a pause of 0.09 s excepted
  std::size_t invented = 0;  ///< rows where there is no true stride
  std::size_t reversed = 0;  ///< of all true strides found
  Share used, used_before;   ///< of the strides without a gap; and of the same strides, unperturbed
  Share within, within_own;  ///< two standard deviations, the reference's own counted or not; of straight strides
  std::map<std::string, Share> within_of_family;
  std::vector<double> errors_cm, used_errors_cm;  ///< of straight strides, and of the used ones among them
  std::size_t sure = 0;                           ///< rows that are used and carry no mark that warns
  std::vector<SilentRow> silent;

  void add(const PerturbationRow& other);
  double worst_silent_cm() const;
};

/// Makes the recordings worse in each of the ways, in memory, analyses every copy as `analyze` does and compares with
/// the truth. Recordings without true strides are left out. At most `most_copies` of each.
std::vector<PerturbationRow> perturb(const std::vector<Recording>& recordings, const std::vector<Perturbation>& ways,
                                     unsigned most_copies);

}  // namespace backstep::validation
