#pragma once

#include <optional>

#include "dsp/stride/contact_shock.h"
#include "dsp/stride/soft_landing.h"

namespace backstep {

/// Settings of find_events. Speeds are of the slower of ball and heel, as shares of its peak in the swing.
struct EventConfig {
  Real lift_share = Real(0.20);     // the foot is plainly in swing: terminal contact was before (lift_off.h)
  Real hover_m = Real(0.05);        // a part this high above where it stood is in the air, however slow
  Real land_share = Real(0.25);     // the foot is slow; initial contact without a shock comes from here on
  Real still_share = Real(0.08);    // the shock of initial contact is looked for to here
  Real after_still_s = Real(0.08);  // and so much longer
  ShockConfig shock;
  Real still_radps = Real(0.6);     // a foot stiller than this has not begun to lift
  Real flat_rad = Real(0.026);      // 1.5 deg from its rest the foot is flat: ringing after contact stays below
  Real min_swing_s = Real(0.1);     // nobody swings a foot faster: stumbling on the spot, shocks
  Real min_speed_mps = Real(0.25);  // a foot that never lifts both parts this fast has only shifted weight
};

/// The events of one stride: of the end of the stance before, the swing, and the contact that ends it.
struct StrideEvents {
  std::int64_t t_start_us = 0;            ///< last still instant before the swing; the foot may have begun to rise
  std::optional<std::int64_t> t_fr_us;    ///< forefoot or heel rise, if seen
  std::int64_t t_tc_us = 0, t_ic_us = 0;  ///< terminal and initial contact
  Real t_tc_sd_s = 0;
  std::int64_t t_swing_us = 0;  ///< the foot is plainly in swing: TC was before
  std::int64_t t_slow_us = 0;   ///< and is slow again: plainly swung between both
  std::int64_t t_ff_us = 0;     ///< first instant of rest after IC
  std::int64_t ic_index = 0, ff_index = 0;
  Real flat_before_rad = 0, flat_after_rad = 0;  ///< pitch of the two rests: the zeros of the angles below
  Real tc_pitch_rad = 0;                         ///< at TC, from the rest before
  Real ic_pitch_rad = 0;                         ///< at IC, from the rest after
  bool ic_shock = false;                         ///< t_ic_us is the onset of a shock, or likelier that than not
  Real shock_share = 0;                          ///< how likely
  std::optional<SoftLanding> soft;               ///< how well both are known, and how found, where not by a plain shock
  Real ic_rate_radps = 0;                        ///< pitch rate around IC
  Real toe_down_rad = 0, toe_up_rad = 0;         ///< largest pitch either way, at least 0
  Real steepest_share = Real(0.5);               ///< when it is the larger of both: 0 = t_swing, 1 = IC
};

/// Finds the events of the swing between two rests. While any part stands on the ground the slower of ball and heel is
/// near rest, however the foot turns: where it takes up speed the foot has left (lift_off.h), where it has lost it the
/// foot is landing. `toes_known`: which end of x is the toe; lift-off is told more closely then. Empty when no
/// part-free phase is found: the foot did not leave the ground.
std::optional<StrideEvents> find_events(const SwingSmoother& swing, const FootMotion& foot, const SampleRing& ring,
                                        bool toes_known, const EventConfig& config);

/// What the uncertain instant of contact does to the pitch there, one standard deviation. `shock_sd_s`, `landing_sd_s`:
/// of a contact with a plain shock, and of one without.
Real landing_pitch_sd_rad(const StrideEvents& e, Real shock_sd_s, Real landing_sd_s);

/// Finds only the landing, of a swing whose foot has not come to rest yet: t_ic_us, ic_shock, soft, and the angles at
/// it from `flat_rad`. Empty when the foot is not slow at the end.
std::optional<StrideEvents> find_landing_so_far(const SwingSmoother& swing, const FootMotion& foot,
                                                const SampleRing& ring, Real flat_rad, const EventConfig& config);

}  // namespace backstep
