#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/validation/pooled.h"

namespace backstep::validation {

/// A stride measured with packets lost, and the same stride measured with all.
struct LossLength {
  bool flagged = false;  ///< its row says `gap`
  Deviation m;
  double error_without_loss_m = 0;
};

/// What became of some recordings when packets were lost.
struct LossFigures {
  Share strides_found, found_true;    ///< of the true strides; of those found
  std::size_t contacts_opposite = 0;  ///< ball-first for heel-first or the reverse
  std::size_t directions_reversed = 0;
  Share beside_loss_flagged;        ///< of the rows with a lost packet between their start and their foot flat
  std::vector<LossLength> lengths;  ///< of straight strides

  void add(const LossFigures& other);
};

/// By family.
struct LossResult {
  unsigned seeds = 0;
  std::map<std::string, LossFigures> of_family;

  LossFigures all() const;
};

/// Errors of the rows that say `gap`, or of the others, cm.
std::vector<double> errors_cm(const LossFigures& figures, bool flagged);

/// Errors of the rows that do not say `gap`, had no packet been lost, cm.
std::vector<double> unflagged_without_loss_cm(const LossFigures& figures);

std::vector<Deviation> deviations(const LossFigures& figures, bool flagged);

/// Analyses every recording once a seed with `share` of the packets of either foot lost.
LossResult lose_packets(const Results& results, double share, unsigned seeds);

}  // namespace backstep::validation
