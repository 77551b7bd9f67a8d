#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "dsp/parameters/stride.h"
#include "dsp/summary/distribution.h"
#include "dsp/summary/walking_strides.h"

namespace backstep {

/// How often each class of contact was seen. By index of ContactClass.
struct ContactCounts {
  std::array<std::uint32_t, 4> of{};

  std::uint32_t operator[](ContactClass c) const { return of[static_cast<std::size_t>(c)]; }
  std::uint32_t known() const { return of[1] + of[2] + of[3]; }
};

/// Mean of a stream.
struct RunningMean {
  std::uint32_t count = 0;
  Real sum = 0;

  void push(std::optional<Real> x) {
    if (x) {
      ++count;
      sum += *x;
    }
  }
  std::optional<Real> mean() const { return count > 0 ? std::optional(sum / Real(count)) : std::nullopt; }
};

/// One foot walking in one direction.
struct WalkStats {
  std::uint32_t rows = 0;  ///< stride rows seen
  std::uint32_t used = 0;  ///< of them, rows that the first block below is made of

  // Length, time and variability: of walking strides (walking_strides.h) whose row is `used`. The range is that of the
  // median (see Distribution); a bin is a 1024th of it.
  Distribution stride_length_m{0, 3};
  Distribution stride_time_s{0, 6};
  Distribution stance_time_s{0, 6};
  Distribution swing_time_s{0, 3};
  Distribution step_time_s{0, 3};
  Distribution double_support_s{0, 3};
  Distribution initial_double_support_s{0, 3};
  Distribution stance_pct{0, 100}, swing_pct{0, 100}, double_support_pct{0, 100};
  Distribution speed_mps{0, 6};
  Distribution cadence_spm{0, 300};
  Distribution walk_ratio{0, Real(0.03)};  ///< m/(steps/min)
  Distribution sensor_rise_m{0, 1};
  Distribution toe_clearance_m{Real(-0.1), Real(0.5)}, heel_clearance_m{Real(-0.1), Real(0.5)};
  Distribution height_m{-0.5, 0.5};
  Distribution lateral_m{-1, 1};

  // Contact and roll: every row with a known class.
  /// By ContactClass, that of `uncertain` empty: angles of several classes have no mean that means anything.
  std::array<Distribution, 4> strike_angle_rad{Distribution{-kPi / 2, kPi / 2}, Distribution{-kPi / 2, kPi / 2},
                                               Distribution{-kPi / 2, kPi / 2}, Distribution{-kPi / 2, kPi / 2}};
  Distribution toe_out_rad{-kPi / 2, kPi / 2};
  Distribution inversion_rad{-kPi / 2, kPi / 2};
  // Of rolls from ball to heel (backward) or from heel to toe: contacts of that class alone.
  Distribution heel_touch_radps{0, 30};
  Distribution roll_time_s{0, 2};
  Distribution roll_amplitude_rad{-kPi / 2, kPi / 2};
  Distribution roll_peak_radps{0, 30};
  Distribution roll_monotonicity{0, Real(1.001)};
  Distribution roll_score{0, Real(100.1)};
  ContactCounts contacts;
  std::array<std::uint32_t, 6> roll_faults{};  ///< by RollFault
  std::uint32_t smooth_rolls = 0;              ///< of `smooth_judged`
  std::uint32_t smooth_judged = 0;
  std::array<std::uint32_t, 3> last_parts{};   ///< by LastPart
  std::array<std::uint32_t, 3> overstrides{};  ///< by Overstride, every row that could be judged
  RunningMean overstriding;                    ///< step over leg of those beyond a limit

  Real distance_m = 0;                      ///< sum of the lengths that are known, whatever the stride is
  Real time_s = 0;                          ///< that these strides took; out of standing: from rest to rest
  std::uint32_t rows_with_distance = 0;     ///< whose sums these are
  std::uint32_t rows_without_distance = 0;  ///< all others
  Real time_without_distance_s = 0;         ///< that those took, as far as it is known

  RunningMean stride_length_sd_m;  ///< mean of the filter's own standard deviations
  RunningMean strike_angle_sd_rad, t_ic_sd_s, t_tc_sd_s;
  RunningMean alikeness;  ///< of the walking strides: regularity

  std::uint32_t overstride_judged() const { return overstrides[0] + overstrides[1] + overstrides[2]; }
  /// Rolls of which something is told: `shallow` tells nothing.
  std::uint32_t rolls_judged() const;
  std::uint32_t rolls(RollFault fault) const { return roll_faults[static_cast<std::size_t>(fault)]; }
  const Distribution& strike_of(ContactClass c) const { return strike_angle_rad[static_cast<std::size_t>(c)]; }
};

/// Counts a row for contact and roll; an implausible one is an uncertain contact and nothing else.
void count_contact_and_roll(WalkStats& stats, const Stride& stride);
/// Counts the way and the time of a row, whatever the stride is.
void count_distance(WalkStats& stats, const Stride& stride, StrideKind kind);
/// Counts a walking stride for length, time and variability.
void count_length_and_time(WalkStats& stats, const Stride& stride);

}  // namespace backstep
