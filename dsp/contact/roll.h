#pragma once

#include <optional>

#include "dsp/parameters/stride.h"
#include "dsp/stride/event_finder.h"

namespace backstep {

/// Settings of the roll metrics; biomechanics 3.4 (expert defaults).
struct RollConfig {
  Real smoothing_s = Real(0.022);     // a centred mean this long is the 20 Hz low-pass of the definition (-3 dB)
  Real reversal_radps = Real(0.349);  // +-20 deg/s: slower wavering is no reversal
  Real abrupt_share = Real(0.08);     // of stance
  Real hesitant_share = Real(0.35);   // of stance
  Real smooth_monotonicity = Real(0.9);
  Real poor_monotonicity = Real(0.6);  // scores 0
  Real hard_radps = Real(7.854);       // 450 deg/s; the 95th percentile measured is 526
  Real slap_share = Real(0.8);         // of the peak rate, just before the heel lands
  Real slap_window_s = Real(0.02);
  Real landed_rad = Real(0.035);  // 2 deg from flat: the second part has landed
};

/// How the foot rolled from initial contact to flat.
struct Roll {
  Real time_s = 0;             ///< FF - IC
  Real amplitude_rad = 0;      ///< net pitch, toe-up positive
  Real monotonicity = 1;       ///< net rotation towards flat over total absolute rotation
  std::uint8_t reversals = 0;  ///< sign changes of the pitch rate beyond the limit
  Real peak_radps = 0;         ///< fastest rotation towards flat
  Real landing_radps = 0;      ///< rotation towards flat in the last 20 ms before the other part landed
};

/// Measures the roll between `events.t_ic_us` and `events.t_ff_us`.
Roll measure_roll(const SwingSmoother& swing, const FootMotion& foot, const StrideEvents& events,
                  const RollConfig& config);

/// The one fault of a backward roll, in this order: broken (2 reversals or more), hesitant (longer than its share of
/// stance), slapping (the heel still falls at 80 % of the peak rate when it lands), abrupt (shorter than its share).
/// `stance_s`: median of the foot's last stances; empty: hesitant and abrupt cannot be told, so the answer may be
/// empty.
std::optional<RollFault> roll_fault(const Roll& roll, std::optional<Real> stance_s, const RollConfig& config);

/// 0..100: 40 contact class, 20 roll time, 20 monotonicity, 20 reversals and peak rate. A training score, not validated
/// clinically.
Real roll_score(const Roll& roll, ContactClass contact, Real stance_s, const RollConfig& config);

/// Ball-first, monotone, without reversal, and neither abrupt nor hesitant.
bool is_smooth_roll(const Roll& roll, ContactClass contact, Real stance_s, const RollConfig& config);

}  // namespace backstep
