#pragma once

#include <cstdint>
#include <optional>

#include "dsp/base/contradiction.h"
#include "dsp/base/math.h"

namespace backstep {

/// Why there are no strides, or fewer than hoped: counts of what was seen.
struct FootDiagnosis {
  std::int64_t samples = 0;
  std::int64_t invalid_samples = 0;  ///< values or times that no sensor has
  std::int64_t backward_times = 0;   ///< samples whose time did not advance
  std::int64_t gaps = 0;
  std::int64_t stand_ins = 0;  ///< samples taken for lost: all zeros, or a moving foot's values repeated
  Real lowest_unrest_radps = Real(1e9);
  Real highest_unrest_radps = 0;
  std::int64_t rests = 0;
  std::int64_t rejected_candidates = 0;  ///< still-looking instants at which the foot moved
  std::int64_t weight_shifts = 0;        ///< movements in which the foot did not leave the ground
  std::int64_t strides = 0;
  std::int64_t implausible = 0;  ///< strides that carry Quality::implausible
  Contradiction contradiction = Contradiction::none;
  std::uint8_t stuck_axes = 0;  ///< bit i: acc x, y, z, gyr x, y, z (0..5) never changed although the others did
  std::optional<Real> closing_speed_mps;  ///< median speed that integration leaves at the end of a swing
  Real toe_log_odds = 0;          ///< of this walk alone, whatever is known: natural log of the odds that x is the toe
  bool unfinished_swing = false;  ///< the stream ended within a swing
};

}  // namespace backstep
