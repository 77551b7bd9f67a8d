#pragma once

#include <optional>

#include "dsp/stride/foot_motion.h"

namespace backstep {

/// Settings of find_lift_off. A "doubling" is how long the slower of ball and heel takes from half of the speed at
/// which it is plainly off the ground to that speed.
struct LiftOffConfig {
  Real part_rad = Real(0.05);  // 3 deg: flatter than this, no part is seen to leave last
  // The heel leaves so many doublings before: set between the walker, 2.9 to 3.0 at any speed, and the recordings,
  // whose heels roll on while they stand and whose references wait for a speed.
  Real heel_doublings = Real(2.7);
  Real heel_sd_s = Real(0.012), heel_sd_doublings = Real(0.4);
  Real most_before_s = Real(0.25);
  // The sole rolls off over the toes, past ball and tip: those move before they leave. But the foot turns about what
  // stands as fast as ever until that is free: the toes leave where the pitch rate has fallen to so much of its peak.
  Real end_share = Real(0.86);
  Real toes_from_rad = Real(0.1), toes_wholly_rad = Real(0.4);  // 6 to 23 deg toe-down: so sure that it rolls off them
  Real smoothing_s = Real(0.02);                                // centred mean of the pitch rate
  Real peak_doublings = Real(5);                                // the peak is looked for from so many doublings before,
  Real least_before_s = Real(0.08);                             // at least and at most as long,
  Real peak_before_s = Real(0.2);
  Real peak_after_s = Real(0.15);                         // until so long after
  Real peak_centre_s = Real(0.03);                        // where it mostly is,
  Real spread_s = Real(0.05);                             // and a peak this far from there is half as likely
  Real toe_sd_s = Real(0.012), toe_sd_share = Real(0.3);  // share: of how far the peak is from it
  // A foot that leaves flat: between what a heel and what toes do.
  Real flat_doublings = Real(1.8);
  Real flat_sd_s = Real(0.02), flat_sd_doublings = Real(1);
};

/// The settings, one for all feet: they are not kept with each.
inline constexpr LiftOffConfig kLiftOff;

/// When the slower of ball and heel takes up speed.
struct TakeUp {
  std::int64_t half_us = 0, full_us = 0;  ///< half of the speed at which the foot is plainly in swing, and that speed
  std::int64_t land_us = 0;               ///< the foot is slow again
  Real pitch_rad = 0;                     ///< when it is plainly in swing; zero not removed
};

struct LiftOff {
  std::int64_t t_tc_us = 0;
  Real t_sd_s = 0;
};

/// Finds when the part that leaves last does so, before the landing. `flat_rad`: pitch at the rest before; empty where
/// it is not known which end is the toe: the answer is then between what a heel and what toes do, as for a flat foot.
LiftOff find_lift_off(const SwingSmoother& swing, const FootMotion& foot, std::optional<Real> flat_rad,
                      const TakeUp& take_up, const LiftOffConfig& config);

}  // namespace backstep
