#pragma once

#include <array>
#include <optional>

#include "dsp/contact/contact_classifier.h"
#include "dsp/contact/roll.h"
#include "dsp/direction/direction.h"
#include "dsp/parameters/stride.h"
#include "dsp/parameters/swing_shape.h"
#include "dsp/stride/event_finder.h"

namespace backstep {

/// Settings of StrideBuilder: those of the stages whose results make a row.
struct BuilderConfig {
  ContactConfig contact;
  RollConfig roll;
  DirectionConfig direction;
  Real max_stride_s;        ///< longer between two contacts is standing
  Real shock_time_sd_s;     ///< of an initial contact with a shock
  Real touch_sd_s;          ///< of what lies between a touch and its shock
  Real landing_time_sd_s;   ///< of an initial contact without a shock
  Real scale_sd;            ///< of the sensors' scales, as a share of a length: nothing within a walk tells it
  Real calibration_sd_rad;  ///< of the strike angle where the standing calibration is its zero
  Real zero_share;          ///< and else, of how far the foot is flat otherwise than usual
  Real usual_flat_share;    ///< what a stance changes of the usual
};

/// What a row is made from, beside what the builder remembers.
struct StrideFacts {
  const SwingSmoother& swing;
  const StrideEvents& events;
  const FootMotion& motion;
  Real rate_hz = 0;
  Real tilt_sd_rad = 0;     ///< of the attitude at the rest
  Real floor_turn_rad = 0;  ///< how far the foot had turned on the ground in the stance before, left positive
  Real variance_share = 1;  ///< what the model's variance of the displacement is to be multiplied by
  Real scale_sd = 0;        ///< of the accelerometer, as a share: how far gravity at rest reads from 9.81
  bool toes_known = false;  ///< which end of x is the toe
  bool ball_known = false, heel_known = false;  ///< where they are
  QualityBits quality;                          ///< what is known already
};

/// One stride -> one row of numbers. Remembers the last contact and the last stances of its foot. Fixed memory.
class StrideBuilder {
 public:
  StrideBuilder(Foot foot, const BuilderConfig& config);

  Stride build(const StrideFacts& facts);

  /// A swing ended at `t_ff_us` that could not be followed: a row that says so and knows nothing else.
  Stride build_lost(std::int64_t t_ff_us, QualityBits quality);

  /// How far a foot that is flat at this pitch is from where this one usually is; 0 before any stride.
  Real flat_otherwise_rad(Real flat_rad) const;

  /// The stance before this swing, from the last contact; empty where that is not known.
  std::optional<Real> stance_before_s(const StrideEvents& e) const;

  /// The stream was interrupted: the next stride has no stride time.
  void forget_contact() {
    last_ic_us_.reset();
    last_pitch_.reset();
  }

 private:
  void fill_times(Stride& s, const StrideFacts& f) const;
  void fill_displacement(Stride& s, const StrideFacts& f, const SwingShape& shape) const;
  void fill_foot_angles(Stride& s, const StrideFacts& f, const SwingShape& shape) const;
  void fill_contact(Stride& s, const StrideFacts& f);
  void compare_with_last(Stride& s, const SwingShape& shape);
  void judge_roll(Stride& s, const Roll& roll) const;
  void remember_stance(Real stance_s);
  std::optional<Real> typical_stance_s() const;

  Foot foot_;
  BuilderConfig config_;
  std::uint32_t strides_ = 0;
  std::optional<std::int64_t> last_ic_us_;
  std::array<Real, 5> stances_{};  // of the last completed stances
  std::size_t stance_count_ = 0;
  std::optional<Real> usual_flat_rad_;  // pitch of the foot when flat
  std::optional<PitchCurve> last_pitch_;
  Direction last_direction_ = Direction::uncertain;
};

}  // namespace backstep
