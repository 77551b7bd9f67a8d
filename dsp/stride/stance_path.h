#pragma once

#include <algorithm>
#include <cmath>

#include "dsp/stride/foot_motion.h"
#include "dsp/trajectory/swing_smoother.h"

namespace backstep {

/// What a foot does on the ground between a landing and the next lift-off: how far it turns and how far it slips.
/// A value; fixed memory.
class StancePath {
 public:
  /// The foot has come to rest with this attitude.
  void begin(const Quat& q_world_sensor) {
    q_landed_ = q_world_sensor;
    shift_m_.setZero();
    variance_m2_ = 0;
  }

  /// A stretch of the stance, from rest to rest.
  void add(const SwingSmoother& stretch) {
    shift_m_ += stretch.displacement_m();
    variance_m2_ += stretch.displacement_variance_m2().head<2>().maxCoeff();
  }

  /// Change of heading since the landing, left positive, within half a turn. A foot that whips round in its swing turns
  /// back here: only both together are the person's turn.
  Real turned_rad(const Quat& q_world_sensor, const FootMotion& motion) const {
    return std::remainder(motion.heading_rad(q_world_sensor) - motion.heading_rad(q_landed_), 2 * kPi);
  }

  /// How far it slipped for sure: beyond what turning about a point of the shoe carries the sensor along
  /// (`farthest_m`: from the sensor to the farthest such point), and beyond two standard deviations.
  Real slipped_m(Real turned_rad, Real farthest_m) const {
    const Real pivot_m = 2 * std::sin(std::abs(turned_rad) / 2) * farthest_m;
    return std::max(Real(0), shift_m_.head<2>().norm() - pivot_m - 2 * std::sqrt(variance_m2_));
  }

 private:
  Quat q_landed_ = Quat::Identity();
  Vec3 shift_m_ = Vec3::Zero();
  Real variance_m2_ = 0;  // horizontal, of either axis
};

}  // namespace backstep
