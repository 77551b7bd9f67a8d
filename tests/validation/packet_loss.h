#pragma once

#include <vector>

#include "tests/validation/pooled.h"

namespace backstep::validation {

/// A stride measured with packets lost, and the same stride measured with all.
struct LossLength {
  bool flagged = false;  ///< its row says `gap`
  Deviation m;
  double error_without_loss_m = 0;
};

/// What became of all recordings when packets were lost.
struct LossResult {
  unsigned seeds = 0;
  Share strides_found, found_true;    ///< of the true strides; of those found
  std::size_t contacts_opposite = 0;  ///< ball-first for heel-first or the reverse
  std::size_t directions_reversed = 0;
  Share rows_beside_loss_flagged;   ///< of the rows with a lost packet between their start and their foot flat
  std::vector<LossLength> lengths;  ///< of straight strides
};

/// Analyses every recording once a seed with `share` of the packets of either foot lost.
LossResult lose_packets(const Results& results, double share, unsigned seeds);

}  // namespace backstep::validation
