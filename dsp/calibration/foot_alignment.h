#pragma once

#include <optional>

#include "dsp/calibration/foot_calibration.h"
#include "dsp/calibration/toe_evidence.h"

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
  /// Log odds beyond which the signal alone may name the toe end, from so many swings of both feet or one.
  Real decide_log_odds = Real(3);
  std::uint32_t decide_swings = 4;
  ToeConfig toes;
  /// A standing foot's specific force is off by this, and by so much more per rad/s of unrest.
  Real rest_acc_sd_mps2 = Real(0.1);
  Real unrest_acc_mps = Real(3);
  Real gravity_sd_mps2 = Real(0.3);  ///< 3 %: scale errors of uncalibrated accelerometers, before anything is measured
  /// Rests and swings until rows no longer carry `uncalibrated`.
  std::uint32_t settled_rests = 3;
  std::uint32_t settled_swings = 3;
};

/// The same mounting with the two ends of x exchanged.
FootCalibration turned_about(FootCalibration c);

/// Both feet travel the same way, so what one foot knows about its toe end speaks for the other. Changes what the
/// signal alone decided (or could not), never a declared or stored end. Needs a clear mean direction of both feet.
void pool_toe_evidence(FootCalibration& left, FootCalibration& right, const AlignmentConfig& config);

/// Finds how a sensor sits on a foot. Tilt: the specific force at rest points up (a flat foot on a level floor). Medio-
/// lateral axis: the direction about which the foot turns most in swing, at right angles to up (principal axis of the
/// angular rate; Falbriard et al., Front Bioeng Biotechnol 8:65, 2020, do the same). Which end of the fore-aft axis is
/// the toe: declared, else stored, else from the signal, else unknown. A stored calibration of fewer than
/// settled_swings is where it begins; one of more stays as it is.
class FootAlignment {
 public:
  /// All that changes: to be kept, and given back where it turns out that a rest was none.
  struct Learned {
    FootCalibration now;
    Vec3 up_sum = Vec3::Zero();
    Real gravity_sum = 0, weight_sum = 0;
    Mat3 energy = Mat3::Zero();
    ToeEvidence toes;
  };

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
  const FootCalibration& current() const { return learned_.now; }
  FootCalibration& current() { return learned_.now; }
  const Learned& learned() const { return learned_; }
  void take_back(const Learned& before) { learned_ = before; }
  bool settled() const;
  /// What the swings so far say, whatever is declared or stored: log odds that x is the toe end.
  Real toe_log_odds() const { return learned_.toes.log_odds(config_.toes); }
  bool toes_known() const { return learned_.now.toe_source != ToeSource::unknown; }

 private:
  void solve();

  FootSetup setup_;
  AlignmentConfig config_;
  bool stored_ = false;  // and of swings enough to stay
  Learned learned_;
};

}  // namespace backstep
