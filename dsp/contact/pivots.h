#pragma once

#include "dsp/calibration/foot_calibration.h"

namespace backstep {

/// Settings of PivotEstimator.
struct PivotConfig {
  Real min_rate_radps = Real(0.8);  // below it the lever arm drowns in the creep of the foot
  Real plain_rad = Real(0.07);      // 4 deg: flatter, it is less plain which part the foot stands on,
  Real min_pitch_rad = Real(0.03);  // and flatter than 1.7 deg not at all
  Real max_pitch_rad = Real(0.21);  // 12 deg: the foot still touches there in every gait measured
  Real prior_sd_m = Real(0.06);     // spread of where people fix a sensor on a shoe
  Vec3 farthest_m = Vec3(Real(0.16), Real(0.09), Real(0.09));  // from the prior: sensor from toe cap to heel counter
  Real least_apart_m = Real(0.08);  // ball and heel, ahead: no walker's foot is so short; one was learned on the other
  Real velocity_sd_mps = Real(0.10);  // velocity error at a rest's edge
};

/// Finds the two points of the shoe about which it rolls, ball and heel, relative to the sensor: while the foot turns
/// in contact, the point it turns about stands still, so v + w x r = 0. Linear least squares over the samples just
/// before lift-off and just before foot flat; toe-down samples tell the ball, toe-up ones the heel. Works in both
/// directions of travel. Coordinates: foot frame.
class PivotEstimator {
 public:
  explicit PivotEstimator(const PivotConfig& config = {});
  /// What is stored stays, and a point that is not is learned; both, where no shoe can have them so.
  explicit PivotEstimator(const FootCalibration& stored, const PivotConfig& config = {});

  /// A sample in contact; foot frame. `pitch_rad` from flat, toe-up positive.
  void add(const Vec3& vel_mps, const Vec3& gyr_radps, Real pitch_rad, Real dt_s);

  Vec3 ball_m() const { return ball_.position; }
  Vec3 heel_m() const { return heel_.position; }
  bool ball_known() const { return known(ball_); }
  bool heel_known() const { return known(heel_); }

  /// After the samples of one stride.
  void solve();

  /// The two ends of x were exchanged.
  void turn_about();

 private:
  static constexpr Real kEnough_s = Real(0.15);
  struct Pivot {
    Mat3 normal = Mat3::Zero();
    Vec3 right = Vec3::Zero();
    Vec3 prior = Vec3::Zero(), position = Vec3::Zero();
    Real seconds = 0, square = 0;
    bool found = false;   // where a shoe can have it
    bool stored = false;  // from a calibration: stays
  };
  static bool known(const Pivot& p) { return p.stored || (p.found && p.seconds > kEnough_s); }
  void solve(Pivot& p) const;
  bool fits(const Pivot& p) const;
  bool far_apart() const;

  PivotConfig config_;
  Pivot ball_, heel_;
};

}  // namespace backstep
