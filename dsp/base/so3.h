#pragma once

#include <cmath>

#include "dsp/base/math.h"

namespace backstep {

/// Rotation by the rotation vector `phi_rad` (axis times angle). Exact for every angle; series below 0.1 rad.
inline Quat exp_so3(const Vec3& phi_rad) {
  const Real angle2 = phi_rad.squaredNorm();
  // What a foot turns in one sample: the series is exact to 1e-15 there, and needs no sine.
  if (angle2 < Real(0.01)) {
    const Real sine = Real(0.5) - angle2 * (Real(1) / 48 - angle2 * (Real(1) / 3840 - angle2 / Real(645120)));
    const Real cosine = Real(1) - angle2 * (Real(1) / 8 - angle2 * (Real(1) / 384 - angle2 / Real(46080)));
    return Quat(cosine, sine * phi_rad.x(), sine * phi_rad.y(), sine * phi_rad.z());
  }
  const Real angle = std::sqrt(angle2);
  const Vec3 v = phi_rad * (std::sin(angle / 2) / angle);
  return Quat(std::cos(angle / 2), v.x(), v.y(), v.z());
}

/// Rotation vector of `q`, of the shorter way round: |result| <= pi.
Vec3 log_so3(const Quat& q);

/// Cross-product matrix: skew(a) * b == a.cross(b).
Mat3 skew(const Vec3& a);

/// Rotation that turns the unit vector `from` into the unit vector `to` by the shortest way.
Quat shortest_rotation(const Vec3& from, const Vec3& to);

}  // namespace backstep
