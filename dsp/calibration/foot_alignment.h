#pragma once

#include <optional>

#include "dsp/calibration/foot_calibration.h"

namespace backstep {

/// What the user declares about one foot's sensor.
struct FootSetup {
  std::optional<Vec3> toes_axis_sensor;  ///< the sensor axis that points most nearly to the toes (within 90 deg)
};

/// Settings of FootAlignment.
struct AlignmentConfig {
  /// Weight of a declared toe axis beside the measured rotation axis, as a multiple of the energy about the lesser
  /// axis: it decides only where the foot turns about no clear axis.
  Real declared_weight = Real(2);
  /// Log odds beyond which the signal alone may name the toe end. By the model below 1 in 20 is wrong there, but the
  /// model is careful: of 70 feet with a known end none has the wrong sign at all; 5 left 16 of them undecided, 3
  /// leaves 4.
  Real decide_log_odds = Real(3);
  /// log(largest toe-down pitch / largest toe-up pitch) of a swing, averaged over a walk: its mean and spread between
  /// walks. Forward walking 0.6 to 1.1, backward 0.1 to 0.9 (70 feet; never below 0 with the right end in front).
  Real toe_cue_mean = Real(0.7);
  Real toe_cue_sd = Real(0.35);
  std::uint32_t toe_cue_swings = 4;  ///< and not before so many swings
  /// Displacement times strike angle keeps its sign when the ends are exchanged. It is positive for forward heel-first
  /// and backward ball-first steps, and negative for backward heel-first ones, which pitch like forward steps the other
  /// way round. The signal decides only where at least this share of the clear contacts is positive (recordings: 0.79
  /// and more; the walker's heel-first backward walk: 0.45).
  Real usual_contact_share = Real(0.67);
  Real clear_strike_rad = Real(0.0873);  ///< 5 deg: contacts nearer to flat say nothing
  /// A standing foot's specific force is off by this, and by so much more per rad/s of unrest.
  Real rest_acc_sd_mps2 = Real(0.1);
  Real unrest_acc_mps = Real(3);
  Real gravity_sd_mps2 = Real(0.3);  ///< 3 %: scale errors of uncalibrated accelerometers, before anything is measured
  /// Rests and swings until rows no longer carry `uncalibrated`.
  std::uint32_t settled_rests = 3;
  std::uint32_t settled_swings = 3;
};

/// What one finished swing says about which end is the toe; for an axis x that may be either.
struct ToeCues {
  Real toe_down_rad = 0;  ///< largest pitch with the +x end down, at least 0
  Real toe_up_rad = 0;    ///< largest pitch with the +x end up, at least 0
  Real forward_m = 0;     ///< displacement along x
  Real strike_rad = 0;    ///< pitch at initial contact, +x end up
};

/// The same mounting with the two ends of x exchanged.
FootCalibration turned_about(FootCalibration c);

/// Both feet travel the same way, so what one foot knows about its toe end speaks for the other. Changes what the
/// signal alone decided (or could not), never a declared or stored end. Needs a clear mean direction of both feet.
void pool_toe_evidence(FootCalibration& left, FootCalibration& right, const AlignmentConfig& config);

/// Finds how a sensor sits on a foot. Tilt: the specific force at rest points up (a flat foot on a level floor). Medio-
/// lateral axis: the direction about which the foot turns most in swing, at right angles to up (principal axis of the
/// angular rate; Falbriard et al., Front Bioeng Biotechnol 8:65, 2020, do the same). Which end of the fore-aft axis is
/// the toe: declared, else stored, else from the signal, else unknown.
class FootAlignment {
 public:
  explicit FootAlignment(const FootSetup& setup, const AlignmentConfig& config = {},
                         const std::optional<FootCalibration>& stored = std::nullopt);

  /// A rest's mean specific force; the less still it was, the less it counts.
  void add_rest(const Vec3& mean_acc_mps2, Real unrest_radps);
  /// A stride's displacement along x, for pool_toe_evidence.
  void add_travel(Real forward_m);
  /// `rate_energy`: sum over the swing of w w' dt, sensor axes, bias removed (rad^2/s).
  void add_swing(const Mat3& rate_energy);
  /// Returns true when the two ends of x were exchanged by what is now known.
  bool add_toe_cues(const ToeCues& cues);

  /// As known now. Axes are right-handed and stay where they were when nothing was added.
  const FootCalibration& current() const { return now_; }
  FootCalibration& current() { return now_; }
  bool settled() const;
  bool toes_known() const { return now_.toe_source != ToeSource::unknown; }

 private:
  void solve();

  FootSetup setup_;
  AlignmentConfig config_;
  FootCalibration now_;
  bool stored_ = false;
  Vec3 up_sum_ = Vec3::Zero();
  Real gravity_sum_ = 0, weight_sum_ = 0;
  Mat3 energy_ = Mat3::Zero();
  std::uint32_t cues_ = 0;
  std::uint32_t clear_contacts_ = 0, usual_contacts_ = 0;
  Real cue_mean_ = 0, cue_square_sum_ = 0;
};

}  // namespace backstep
