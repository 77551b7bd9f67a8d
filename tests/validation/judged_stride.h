#pragma once

#include <optional>
#include <span>
#include <vector>

#include "tests/validation/recordings.h"
#include "tests/validation/truth.h"

namespace backstep::validation {

/// A true stride, and how sure the program was of it.
struct JudgedStride {
  std::size_t truth = 0;           ///< index in Truth::strides
  std::optional<std::size_t> row;  ///< of the strides measured; empty: not found
  bool reversed = false;           ///< forward taken for backward or the other way round
  bool turning = false;
  // Of the lengths that the truth has well enough and that were measured:
  std::optional<double> error_m;
  std::optional<double> sd_m;  ///< the program's
  double truth_sd_m = 0;  ///< the reference's: twice as much in a turn, where the marker's place on the foot counts
  bool used = false;
  bool sure = false;    ///< used, and no mark on it but those that only inform
  bool silent = false;  ///< sure and wrong: more than 6 cm and more than 3 standard deviations (both together) off

  /// Within two standard deviations, the reference's own counted or not. Empty: no standard deviation.
  std::optional<bool> within_two_sd(bool with_truth) const;
};

/// One for each true stride, in order.
std::vector<JudgedStride> judge(const Recording& recording, const Truth& truth, std::span<const Stride> strides);

/// Whether a mark on the row warns of its length. The others only inform: how the walk was sampled, how it began.
bool warns(QualityBits quality);

}  // namespace backstep::validation
