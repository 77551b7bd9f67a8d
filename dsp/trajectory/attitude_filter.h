#pragma once

#include "dsp/base/math.h"

namespace backstep {

/// Settings of AttitudeFilter. Noise in data-sheet units; the ranges of consumer IMUs are in the comments.
struct AttitudeConfig {
  Real gyro_noise_radps_sqrthz = Real(0.0003);  // LSM6DS3TR-C: 7e-5; older parts up to 5e-4
  Real gyro_scale_sd = Real(0.002);             // 0.5-1 % typical; acts on the rotation that a swing does not undo
  Real swing_tilt_sd_rad = Real(0.002);         // what a swing of 1 s leaves: cross-axis errors, soft mounting
  Real bias_walk_radps_sqrts = Real(0.00002);   // thermal drift: 0.001 rad/s in an hour, once warm
  Real initial_bias_sd_radps = Real(0.05);      // zero-rate offset after power-up: 3 deg/s, worst parts 10
  Real rest_tilt_sd_rad = Real(0.02);           // a foot at rest in walking still accelerates by 0.1-0.2 m/s^2
  Real unrest_tilt_s = Real(0.08);              // and by so much more where it is not quite still, per rad/s of unrest
};

/// Attitude of a sensor and the bias of its gyroscope: an error-state Kalman filter that is corrected at rests only.
///
/// Error state: rotation vector of the attitude in the world (R_true = exp(theta) R), then the gyro bias in the
/// sensor's axes. Nothing is measured within a swing, so the filter is propagated once per swing with the integral of
/// R; at a rest the mean specific force points up. Heading is not observable and only grows in variance. Trawny &
/// Roumeliotis, "Indirect Kalman Filter for 3D Attitude Estimation" (2005), sections 2.4 and 3, with the error in the
/// world frame.
///
/// correct_tilt() also smooths the start of the swing just propagated (Rauch, Tung & Striebel, AIAA J. 3(8), 1965):
/// the only step back that one row of the stride table needs. A value; fixed memory.
class AttitudeFilter {
 public:
  using Vec2 = Eigen::Matrix<Real, 2, 1>;
  using Mat2 = Eigen::Matrix<Real, 2, 2>;
  using Vec6 = Eigen::Matrix<Real, 6, 1>;
  using Mat6 = Eigen::Matrix<Real, 6, 6>;

  /// What a correction says about the swing before it.
  struct SwingCorrection {
    Vec3 start_theta_rad = Vec3::Zero();  ///< turn the attitude at the swing's start by this (world)
    Vec3 bias_radps = Vec3::Zero();       ///< add to the bias used within the swing
    Vec3 innovation_rad = Vec3::Zero();   ///< tilt measured minus tilt predicted (world x and y)
  };

  explicit AttitudeFilter(const AttitudeConfig& config = {});

  /// Starts at rest: tilt from the mean specific force, give or take `tilt_sd_rad` a component; heading zero.
  void start(const Vec3& rest_acc_mps2, Real tilt_sd_rad, const Vec3& bias_radps, Real bias_sd_radps);

  /// Goes over an interval that was integrated outside with bias(): `q_world_sensor` at its end, and the integral of
  /// the attitude's matrix over it (s). `rotation_rad`: total rotation made, for the scale error. `hidden_rad2`:
  /// variance of the rotation that gaps in the samples hid, each axis.
  void propagate(const Quat& q_world_sensor, const Mat3& integral_r_s, Real duration_s, Real rotation_rad,
                 Real hidden_rad2 = 0);

  /// A rest: its mean specific force points up, give or take `sd_rad` a component.
  SwingCorrection correct_tilt(const Vec3& rest_acc_mps2, Real sd_rad);

  /// The tilt error seen otherwise (world x and y), with its covariance: the closing velocity of a swing tells it.
  void correct_tilt_error(const Vec2& theta_rad, const Mat2& covariance);

  /// A true standstill: the mean angular rate is the bias, give or take `sd_radps`.
  void correct_bias(const Vec3& mean_gyr_radps, Real sd_radps);

  /// What was believed of the bias was of another time or sensor, and spoilt the tilt by `tilt_sd_rad`: begin anew with
  /// this.
  void restart_bias(const Vec3& bias_radps, Real sd_radps, Real tilt_sd_rad);

  const Quat& attitude() const { return q_; }
  const Vec3& bias() const { return bias_; }
  Mat3 attitude_covariance() const { return p_.topLeftCorner<3, 3>(); }
  Mat3 bias_covariance() const { return p_.bottomRightCorner<3, 3>(); }
  const AttitudeConfig& config() const { return config_; }

 private:
  /// Kalman update with a measurement of theta's x and y.
  void update_tilt(const Vec2& innovation, const Mat2& covariance);

  AttitudeConfig config_;
  Quat q_ = Quat::Identity();
  Vec3 bias_ = Vec3::Zero();
  Mat6 p_ = Mat6::Identity();
  // Of the last propagation, for the step back: covariance before it times its transition, transposed.
  Mat6 start_cross_ = Mat6::Zero();
};

}  // namespace backstep
