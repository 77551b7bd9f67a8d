#pragma once

#include <cstdint>
#include <optional>

#include "dsp/base/imu_sample.h"
#include "dsp/base/quality.h"

namespace backstep {

/// Direction of a swing's displacement in the foot's mean heading: sectors of +-45 deg.
enum class Direction : std::uint8_t { uncertain, forward, backward, left, right, in_place };

/// Which part touched first, by the strike angle's limits.
enum class ContactClass : std::uint8_t { uncertain, ball_first, flat, heel_first };

/// How a ball-to-heel roll went wrong; one rule each, in dsp/README.md. `shallow` is no fault: too little to judge.
enum class RollFault : std::uint8_t { none, abrupt, hesitant, slapping, broken, shallow };

/// What decides the fault of a roll.
struct RollCourse {
  Real held_s = 0;         ///< longest time without rotation on the way, with more left than a shoe settles
  Real down_s = 0;         ///< from initial contact until the part that lands last is down
  Real landing_share = 0;  ///< rate just before that over the fastest on the way
};

/// What left the ground last at terminal contact.
enum class LastPart : std::uint8_t { heel, toe, flat };

enum class Overstride : std::uint8_t { none, caution, alert };

/// One row of the stride table: one swing and the contact that ends it (from the rest of one stance to the rest of
/// the next). Empty = not known. Angles in radians here, in degrees in files. Pitch: toe-up positive.
struct Stride {
  Foot foot = Foot::left;
  std::uint32_t number = 0;  ///< count per foot, from 1
  std::uint32_t bout = 0;    ///< walking bout, from 1, shared by both feet
  Direction direction = Direction::uncertain;

  std::optional<std::int64_t> t_start_us;  ///< last instant of rest of the previous stance
  std::optional<std::int64_t> t_fr_us;     ///< forefoot rise (backward) or heel rise (forward) in that stance
  std::optional<std::int64_t> t_tc_us;     ///< terminal contact
  std::optional<std::int64_t> t_ic_us;     ///< initial contact
  std::int64_t t_ff_us = 0;                ///< foot flat reached: the row is complete

  std::optional<Real> stride_time_s;  ///< IC to IC of this foot
  std::optional<Real> stance_time_s;  ///< IC to TC of the stance before the swing
  std::optional<Real> swing_time_s;   ///< TC to IC

  std::optional<Real> stride_length_m;   ///< horizontal, between the two foot-flat positions
  std::optional<Real> forward_m;         ///< the displacement in the foot's mean heading; < 0 is backward
  std::optional<Real> lateral_m;         ///< left positive
  std::optional<Real> height_m;          ///< up positive
  std::optional<Real> step_time_s;       ///< IC minus the other foot's last IC
  std::optional<Real> double_support_s;  ///< both overlaps of this foot's stance before the swing with the other's
  std::optional<Real> initial_double_support_s;  ///< the second of them: TC minus the other foot's IC before it
  std::optional<Real> speed_mps;                 ///< stride length / stride time
  std::optional<Real> cadence_spm;               ///< 120 / stride time: steps of both feet per minute
  std::optional<Real> sensor_rise_m;             ///< highest rise of the sensor in swing
  std::optional<Real> toe_clearance_m;           ///< least height of the ball in mid-swing (swing_shape.h)
  std::optional<Real> heel_clearance_m;          ///< and of the heel
  std::optional<Real> turn_rad;                  ///< change of heading, left positive
  std::optional<Real> strike_angle_rad;          ///< pitch at IC, zero at this stance's foot flat; < 0 is ball-first
  ContactClass contact = ContactClass::uncertain;
  std::optional<Real> contact_confidence;  ///< probability of the class, 0..1
  std::optional<Real> toe_out_rad;         ///< the foot's heading at IC from its line of travel, toes outward positive
  std::optional<Real> inversion_rad;       ///< tilt about the foot's long axis at IC from flat, sole inward positive

  std::optional<Real> roll_time_s;         ///< FF - IC
  std::optional<Real> roll_amplitude_rad;  ///< net pitch from IC to FF, toe-up positive
  std::optional<Real> roll_monotonicity;   ///< net rotation towards flat over total absolute rotation, 0..1
  std::optional<std::uint8_t> roll_reversals;
  std::optional<Real> roll_peak_radps;
  std::optional<RollCourse> roll_course;
  std::optional<Real> heel_touch_radps;  ///< pitch rate towards flat as the part that lands last comes down
  std::optional<RollFault> roll_fault;   ///< of a ball-first contact, backward only
  std::optional<Real> roll_score;        ///< 0..100, backward only
  std::optional<bool> smooth_roll;       ///< backward only; empty without a completed stance, and for a shallow roll

  std::optional<LastPart> last_part;
  std::optional<Real> step_over_leg;     ///< (stride length / 2) / leg length
  std::optional<Overstride> overstride;  ///< backward only; empty where no rule applies
  bool used = true;                      ///< false for what is known to spoil length and time
  QualityBits quality;
  // Not in the table: for the summary.
  Real floor_turn_rad = 0;        ///< how far the foot had turned on the ground in the stance before, left positive
  std::optional<Real> alikeness;  ///< correlation of its pitch with that of the foot's stride before, -1..1

  std::optional<Real> stride_length_sd_m;    ///< one standard deviation, from the filter
  std::optional<Real> strike_angle_sd_rad;   ///< one standard deviation, from the filter
  std::optional<Real> t_ic_sd_s, t_tc_sd_s;  ///< one standard deviation of both instants
};

/// A part of the stride's time in percent of its cycle. Empty where either is not known.
inline std::optional<Real> pct_of_cycle(const Stride& stride, const std::optional<Real>& part_s) {
  const bool known = part_s && stride.stride_time_s && *stride.stride_time_s > 0;
  return known ? std::optional(100 * *part_s / *stride.stride_time_s) : std::nullopt;
}

/// Mean step over cadence, m/(steps/min): half a stride by the steps of both feet.
inline std::optional<Real> walk_ratio(const Stride& stride) {
  const bool known = stride.stride_length_m && stride.cadence_spm && *stride.cadence_spm > 0;
  return known ? std::optional(*stride.stride_length_m / 2 / *stride.cadence_spm) : std::nullopt;
}

/// The provisional contact, decided a few tens of ms after touch-down. Followed by its Stride or by a Withdrawn.
struct Contact {
  Foot foot = Foot::left;
  std::int64_t t_ic_us = 0;
  std::int64_t decided_us = 0;
  std::optional<Real> strike_angle_rad;  ///< zero = this foot's LAST foot-flat
  ContactClass contact = ContactClass::uncertain;
  Real confidence = 0;
  Direction direction = Direction::uncertain;  ///< of the swing so far
  QualityBits quality;
};

/// The Contact at t_ic_us was none: the foot did not come to rest after it.
struct Withdrawn {
  Foot foot = Foot::left;
  std::int64_t t_ic_us = 0;
};

}  // namespace backstep
