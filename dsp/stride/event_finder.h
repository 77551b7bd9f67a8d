#pragma once

#include <optional>

#include "dsp/stride/foot_motion.h"

namespace backstep {

/// Settings of find_events.
struct EventConfig {
  /// A part of the foot is off the ground while the slower of ball and heel moves faster than this share of its peak.
  Real lift_share = Real(0.30);
  Real still_radps = Real(0.6);     // a flat foot turns slower than this
  Real rise_rad = Real(0.05);       // 3 deg: forefoot or heel has risen; above the pitch noise of a standing foot
  Real min_swing_s = Real(0.1);     // nobody swings a foot faster: stumbling on the spot, shocks
  Real min_speed_mps = Real(0.15);  // a foot that never lifts both parts this fast has only shifted weight
};

/// The events of one stride: of the end of the stance before, the swing, and the contact that ends it.
struct StrideEvents {
  std::int64_t t_start_us = 0;            ///< last instant of rest before the swing
  std::optional<std::int64_t> t_fr_us;    ///< forefoot or heel rise, if seen
  std::int64_t t_tc_us = 0, t_ic_us = 0;  ///< terminal and initial contact
  std::int64_t t_ff_us = 0;               ///< first instant of rest after IC
  std::int64_t ic_index = 0, ff_index = 0;
  Real flat_before_rad = 0, flat_after_rad = 0;  ///< pitch of the two rests: the zeros of the angles below
  Real tc_pitch_rad = 0;                         ///< at TC, from the rest before
  Real ic_pitch_rad = 0;                         ///< at IC, from the rest after
  Real ic_rate_radps = 0;                        ///< pitch rate around IC
  Real toe_down_rad = 0, toe_up_rad = 0;         ///< largest pitch either way, at least 0
  Real peak_mps = 0;                             ///< of the slower part
};

/// Finds the events of the swing between two rests. Terminal and initial contact are where the slower of ball and heel
/// takes up and loses speed: while any part stands on the ground that speed is near zero, however the foot turns.
/// Empty when no part-free phase is found: the foot did not leave the ground.
std::optional<StrideEvents> find_events(const SwingSmoother& swing, const FootMotion& foot, const SampleRing& ring,
                                        const EventConfig& config);

}  // namespace backstep
