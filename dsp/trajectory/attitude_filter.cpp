#include "dsp/trajectory/attitude_filter.h"

#include <Eigen/LU>

#include "dsp/base/so3.h"

namespace backstep {

AttitudeFilter::AttitudeFilter(const AttitudeConfig& config) : config_(config) {}

void AttitudeFilter::start(const Vec3& rest_acc_mps2, Real tilt_sd_rad, const Vec3& bias_radps, Real bias_sd_radps) {
  q_ = shortest_rotation(rest_acc_mps2.normalized(), Vec3::UnitZ());
  bias_ = bias_radps;
  p_.setZero();
  const Real tilt_var = tilt_sd_rad * tilt_sd_rad;
  p_.diagonal() << tilt_var, tilt_var, 0, Vec3::Constant(bias_sd_radps * bias_sd_radps);
  start_cross_.setZero();
}

void AttitudeFilter::propagate(const Quat& q_world_sensor, const Mat3& integral_r_s, Real duration_s, Real rotation_rad,
                               Real hidden_rad2) {
  Mat6 f = Mat6::Identity();
  f.topRightCorner<3, 3>() = -integral_r_s;
  start_cross_ = p_ * f.transpose();
  p_ = f * start_cross_;
  const Real scale_rad = config_.gyro_scale_sd * std::min(rotation_rad, Real(1));
  const Real theta_var = config_.gyro_noise_radps_sqrthz * config_.gyro_noise_radps_sqrthz * duration_s +
                         config_.swing_tilt_sd_rad * config_.swing_tilt_sd_rad * duration_s + scale_rad * scale_rad +
                         hidden_rad2;
  p_.diagonal().head<3>().array() += theta_var;
  p_.diagonal().tail<3>().array() += config_.bias_walk_radps_sqrts * config_.bias_walk_radps_sqrts * duration_s;
  q_ = q_world_sensor.normalized();
}

AttitudeFilter::SwingCorrection AttitudeFilter::correct_tilt(const Vec3& rest_acc_mps2, Real sd_rad) {
  SwingCorrection out;
  const Vec3 up = (q_ * rest_acc_mps2).normalized();
  out.innovation_rad = up.cross(Vec3::UnitZ());  // exp(theta) up = z, so theta = up x z across z
  const Vec2 y = out.innovation_rad.head<2>();
  // A foot that accelerates in stance can be far out: beyond 3 sd the measurement's own spread is believed to be
  // larger.
  const Mat2 p = p_.topLeftCorner<2, 2>();
  const Real surplus = y.squaredNorm() / 9 - p.trace() / 2;
  const Mat2 r = Mat2::Identity() * std::max(sd_rad * sd_rad, surplus);
  const Mat2 s_inv = Mat2(p + r).inverse();
  // The step back: E[start | y] = Cov(start, end) H' S^-1 y, the RTS gain without inverting the full covariance.
  const Vec6 back = start_cross_.leftCols<2>() * (s_inv * y);
  out.start_theta_rad = back.head<3>();
  out.bias_radps = back.tail<3>();
  update_tilt(y, r);
  start_cross_.setZero();
  return out;
}

void AttitudeFilter::correct_tilt_error(const Vec2& theta_rad, const Mat2& covariance) {
  update_tilt(theta_rad, covariance);
}

void AttitudeFilter::update_tilt(const Vec2& innovation, const Mat2& covariance) {
  const Mat2 s = p_.topLeftCorner<2, 2>() + covariance;
  const Eigen::Matrix<Real, 6, 2> gain = p_.leftCols<2>() * s.inverse();
  const Vec6 dx = gain * innovation;
  // Joseph form: stays symmetric and positive in float.
  Mat6 i_kh = Mat6::Identity();
  i_kh.leftCols<2>() -= gain;
  p_ = i_kh * p_ * i_kh.transpose() + gain * covariance * gain.transpose();
  q_ = (exp_so3(dx.head<3>()) * q_).normalized();
  bias_ += dx.tail<3>();
}

void AttitudeFilter::correct_bias(const Vec3& mean_gyr_radps, Real sd_radps) {
  const Vec3 y = mean_gyr_radps - bias_;
  const Mat3 s = p_.bottomRightCorner<3, 3>() + Mat3::Identity() * (sd_radps * sd_radps);
  const Eigen::Matrix<Real, 6, 3> gain = p_.rightCols<3>() * s.inverse();
  const Vec6 dx = gain * y;
  Mat6 i_kh = Mat6::Identity();
  i_kh.rightCols<3>() -= gain;
  p_ = i_kh * p_ * i_kh.transpose() + gain * gain.transpose() * (sd_radps * sd_radps);
  q_ = (exp_so3(dx.head<3>()) * q_).normalized();
  bias_ += dx.tail<3>();
}

void AttitudeFilter::restart_bias(const Vec3& bias_radps, Real sd_radps, Real tilt_sd_rad) {
  bias_ = bias_radps;
  p_.topRightCorner<3, 3>().setZero();
  p_.bottomLeftCorner<3, 3>().setZero();
  p_.bottomRightCorner<3, 3>() = Mat3::Identity() * (sd_radps * sd_radps);
  p_.diagonal().head<2>().array() += tilt_sd_rad * tilt_sd_rad;
  start_cross_.setZero();
}

}  // namespace backstep
