#pragma once

#include "dsp/base/math.h"

namespace backstep {

/// Rotation by the rotation vector `phi_rad` (axis times angle). Exact for every angle; series below 0.1 rad, to 1e-10.
Quat exp_so3(const Vec3& phi_rad);

/// Rotation vector of `q`, of the shorter way round: |result| <= pi.
Vec3 log_so3(const Quat& q);

/// Cross-product matrix: skew(a) * b == a.cross(b).
Mat3 skew(const Vec3& a);

/// Rotation that turns the unit vector `from` into the unit vector `to` by the shortest way.
Quat shortest_rotation(const Vec3& from, const Vec3& to);

}  // namespace backstep
