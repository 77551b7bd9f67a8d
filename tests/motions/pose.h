#pragma once

#include <array>
#include <functional>

#include "dsp/base/imu_sample.h"

namespace backstep::motions {

/// Where a shoe is and how it is turned. World: z up, x the way the person faces. Shoe: x heel to toe, y left, z up;
/// its origin on the sole, midway between heel and ball.
struct Pose {
  Vec3 pos_m = Vec3::Zero();
  Quat q = Quat::Identity();  ///< takes shoe coordinates to the world
};

/// A shoe's pose over time. Two continuous derivatives, so that a sensor's readings exist.
using Motion = std::function<Pose(double t_s)>;

/// What both shoes do. No motion: no sensor there.
struct Doing {
  double duration_s = 0;
  std::array<Motion, 2> shoes;  ///< by index(Foot)
};

/// Of a foot's own side, along y.
inline double side_of(Foot foot) { return foot == Foot::left ? 1 : -1; }

/// First rolled, then pitched (toe-up positive), then turned left.
inline Quat turned(double yaw_rad, double pitch_rad, double roll_rad) {
  return Eigen::AngleAxis<Real>(yaw_rad, Vec3::UnitZ()) * Eigen::AngleAxis<Real>(-pitch_rad, Vec3::UnitY()) *
         Eigen::AngleAxis<Real>(roll_rad, Vec3::UnitX());
}

/// The pose in which the shoe's point `body_m` is at `world_m`.
inline Pose held_at(const Vec3& world_m, const Vec3& body_m, const Quat& q) { return {world_m - q * body_m, q}; }

/// `inner`, seen from where `outer` sees itself.
inline Pose within(const Pose& outer, const Pose& inner) {
  return {outer.pos_m + outer.q * inner.pos_m, outer.q * inner.q};
}

}  // namespace backstep::motions
