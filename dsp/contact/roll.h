#pragma once

#include <optional>

#include "dsp/parameters/stride.h"
#include "dsp/stride/event_finder.h"

namespace backstep {

/// Settings of the roll metrics; an expert's defaults (DEFINITIONS.md) where no other reason is given. "The other part"
/// is the one that lands last: the heel of a ball-first contact.
struct RollConfig {
  Real min_rate_hz = Real(103);       // 104 Hz and what a sensor's clock is off: a roll may be over in 30 ms
  Real least_rad = Real(0.139626);    // 8 deg: a smaller amplitude is shallow and not judged
  Real most_with_fault = Real(60);    // the score of a roll with a fault
  Real smoothing_s = Real(0.022);     // a centred mean this long is the 20 Hz low-pass of the definition (-3 dB)
  Real reversal_radps = Real(0.349);  // +-20 deg/s: slower wavering is no reversal
  Real down_rad = Real(0.0262);       // 1.5 deg from flat for good: the other part is down, as for foot flat
  // What is left below this share of the amplitude may be the shoe that settles: in the one measured backward walk
  // (Gottlieb 2020) three quarters of 20 to 27 deg are done in 0.1 s, the rest takes as long again.
  Real settling_share = Real(0.25);
  Real settling_rad = Real(0.12);     // 7 deg: what its largest roll needs
  Real hesitant_share = Real(0.35);   // of stance
  Real held_s = Real(0.06);           // no rotation for longer: three times what a contact's time is known to
  Real held_rate_share = Real(0.15);  // of the fastest rate: slower is no rotation
  Real unbraked_share = Real(0.8);    // of the fastest rate, just before the other part is down: it was not braked
  Real landing_s = Real(0.02);        // how long "just before" is, at most a third of the way
  Real fall_radps2 = Real(56);        // 3 g / (2 l): a foot of l = 0.26 m falling about its ball
  Real driven_share = Real(0.6);      // of the time such a fall takes: what comes down sooner was driven
  Real smooth_monotonicity = Real(0.9);
  Real poor_monotonicity = Real(0.6);  // scores 0
  Real hard_radps = Real(7.854);       // 450 deg/s; the 95th percentile measured is 526
};

/// How the foot rolled from initial contact to flat.
struct Roll {
  Real time_s = 0;             ///< FF - IC
  Real mostly_s = 0;           ///< until only what may be settling is left
  Real amplitude_rad = 0;      ///< net pitch, toe-up positive
  Real monotonicity = 1;       ///< net rotation towards flat over total absolute rotation
  std::uint8_t reversals = 0;  ///< sign changes of the pitch rate beyond the limit, until the other part is down
  Real peak_radps = 0;         ///< fastest rotation towards flat
  /// Rotation towards flat just before the other part is down; none: it was at once.
  std::optional<Real> touch_radps = std::nullopt;
  RollCourse course;
};

/// Measures the roll between `events.t_ic_us` and `events.t_ff_us`. What rings after the other part is down is the
/// shoe, not the roll: it counts in time, monotonicity and peak alone.
Roll measure_roll(const SwingSmoother& swing, const FootMotion& foot, const StrideEvents& events,
                  const RollConfig& config);

/// The one fault of a backward roll, in this order: broken (2 reversals or more), hesitant (held up on the way, or
/// mostly done later than its share of stance), abrupt (driven down and not braked), slapping (fallen down and not
/// braked). A small amplitude is `shallow`, whatever else it shows. `stance_s`: median of the foot's last stances;
/// empty: too long cannot be told, so the answer may be empty.
std::optional<RollFault> roll_fault(const Roll& roll, std::optional<Real> stance_s, const RollConfig& config);

/// 0..100: 40 contact class, 20 neither abrupt nor hesitant, 20 monotonicity, 20 reversals and peak rate; with a fault
/// of a ball-first roll at most 60. A training score, not validated clinically.
Real roll_score(const Roll& roll, ContactClass contact, Real stance_s, const RollConfig& config);

/// Ball-first, monotone, without reversal and without fault.
bool is_smooth_roll(const Roll& roll, ContactClass contact, Real stance_s, const RollConfig& config);

}  // namespace backstep
