#pragma once

#include <string>
#include <vector>

#include "tests/validation/pooled.h"

namespace backstep::validation {

/// How honest the standard deviations of one quantity are on one family.
struct Honesty {
  std::string quantity;  ///< "length", "strike", "contact" or "lift-off"
  std::string family;
  bool target = false;     ///< whether the family is held to 90-98 %: enough strides, and a truth that is no guess
  Share within_alone;      ///< errors within two standard deviations
  Share within;            ///< with the truth's own stated error added in quadrature
  double rms_over_sd = 0;  ///< of the latter: 1 is honest
  double median_sd = 0;    ///< the program's: cm, deg or ms
  double rms_error = 0;    ///< likewise
  double truth_sd = 0;     ///< median of the truth's

  /// "met", "too sure by" or "too careful by" how many per cent.
  std::string verdict() const;
};

/// Lengths of straight strides, strike angles, and times of contact and lift-off, by family. Times are not held to
/// anything: each reference means another instant (limits.cpp). The truth's own error: of lengths as stated with the
/// recordings (recordings.cpp), and what the marker's lever arm makes of the turn; of strike angles the truth's stated
/// error of time (30 ms computed, 10 ms gaitmap; taken for two standard deviations) times its own pitch rate there; of
/// times that.
std::vector<Honesty> honesty(const Results& results);

}  // namespace backstep::validation
