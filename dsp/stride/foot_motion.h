#pragma once

#include <algorithm>
#include <cmath>

#include "dsp/calibration/foot_calibration.h"
#include "dsp/trajectory/swing_smoother.h"

namespace backstep {

/// One instant of a swing in terms of the foot: what events, contact and roll are found from.
struct FootPoint {
  std::int64_t index = 0;
  std::int64_t t_us = 0;
  Real pitch_rad = 0;         ///< of the foot's x axis above the horizontal, toe-up positive, zero not yet removed
  Real pitch_rate_radps = 0;  ///< toe-up positive
};

/// Pitch of a foot, toe-up positive: elevation of its x axis.
inline Real pitch_of(const Quat& q_world_sensor, const Vec3& x_axis_sensor) {
  return std::asin(std::clamp((q_world_sensor * x_axis_sensor).z(), Real(-1), Real(1)));
}

/// Turns smoothed sensor motion into foot motion, for one mounting. Angles and speeds only: no state.
class FootMotion {
 public:
  FootMotion() = default;
  /// Within a millimetre and a quarter of a degree: no event moves by a sample.
  bool is_close(const FootMotion& o) const {
    const Real moved2 = std::max((ball_ - o.ball_).squaredNorm(), (heel_ - o.heel_).squaredNorm());
    const Real turned2 = std::max((x_ - o.x_).squaredNorm(), (y_ - o.y_).squaredNorm());
    return moved2 < Real(1e-6) && turned2 < Real(1.9e-5);
  }

  /// Ball and heel relative to the sensor, foot frame.
  FootMotion(const Quat& q_foot_sensor, const Vec3& ball_m, const Vec3& heel_m)
      : x_(q_foot_sensor.conjugate() * Vec3::UnitX()),
        y_(q_foot_sensor.conjugate() * Vec3::UnitY()),
        ball_(q_foot_sensor.conjugate() * ball_m),
        heel_(q_foot_sensor.conjugate() * heel_m),
        sole_(q_foot_sensor.conjugate() * Vec3(0, 0, (ball_m.z() + heel_m.z()) / 2)) {}

  FootPoint at(const MotionPoint& m) const {
    FootPoint p;
    p.index = m.index;
    p.t_us = m.t_us;
    p.pitch_rad = pitch_of(m.q_world_sensor, x_);
    p.pitch_rate_radps = -y_.dot(m.gyr_radps);
    return p;
  }

  /// Speed of the slower of ball and heel: near zero exactly while some part stands on the ground.
  Real slower_mps(const MotionPoint& m) const {
    const Vec3 vel = m.q_world_sensor.conjugate() * m.vel_mps;
    return std::sqrt(
        std::min((vel + m.gyr_radps.cross(ball_)).squaredNorm(), (vel + m.gyr_radps.cross(heel_)).squaredNorm()));
  }

  /// Height of the slower of ball and heel above where it was at the start of the swing.
  Real slower_rise_m(const MotionPoint& m, const Quat& q_start) const {
    const Vec3 vel = m.q_world_sensor.conjugate() * m.vel_mps;
    const Vec3& part =
        (vel + m.gyr_radps.cross(ball_)).squaredNorm() < (vel + m.gyr_radps.cross(heel_)).squaredNorm() ? ball_ : heel_;
    return m.pos_m.z() + (m.q_world_sensor * part).z() - (q_start * part).z();
  }

  /// Heading of the toes in the world, left positive.
  Real heading_rad(const Quat& q_world_sensor) const {
    const Vec3 x = q_world_sensor * x_;
    return std::atan2(x.y(), x.x());
  }

  /// Elevation of the foot's left side, about its long axis.
  Real tilt_rad(const Quat& q_world_sensor) const { return pitch_of(q_world_sensor, y_); }

  const Vec3& x_axis_sensor() const { return x_; }
  const Vec3& ball_sensor_m() const { return ball_; }  ///< from the sensor; sensor axes
  const Vec3& heel_sensor_m() const { return heel_; }

  /// The point of the sole below the sensor, from the sensor; sensor axes.
  Vec3 sole_sensor_m() const { return sole_; }

 private:
  Vec3 x_ = Vec3::UnitX(), y_ = Vec3::UnitY(), ball_ = Vec3::Zero(), heel_ = Vec3::Zero(),
       sole_ = Vec3::Zero();  // sensor axes
};

}  // namespace backstep
