#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "dsp/parameters/stride.h"

namespace backstep::validation {

/// One stride as the reference has it: from a moment of foot flat to the next. Empty = the reference does not say.
struct TrueStride {
  Foot foot = Foot::left;
  double start_s = 0, end_s = 0;
  std::optional<double> length_m;           ///< horizontal, between the two flat positions
  std::optional<double> forward_m, left_m;  ///< the same displacement in the foot's mean heading
  double turn_rad = 0;
  std::optional<Direction> direction;
};

/// A contact or a lift-off as the reference has it.
struct TrueEvent {
  Foot foot = Foot::left;
  double time_s = 0;
  std::optional<ContactClass> contact;  ///< ball_first or heel_first, where the part that touched first is known
  std::optional<double> pitch_rad;      ///< toe-up positive, zero at the flat of the same stance
};

/// What is known about a walk.
struct Truth {
  std::vector<TrueStride> strides;
  std::vector<TrueEvent> contacts, lift_offs;
};

/// Reads the reference of a walk. A file that does not exist leaves its part empty: few references have everything.
Truth read_truth(const std::filesystem::path& strides, const std::filesystem::path& events);

}  // namespace backstep::validation
