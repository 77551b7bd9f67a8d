#include "dsp/base/so3.h"

#include <cmath>

namespace backstep {

Quat exp_so3(const Vec3& phi_rad) {
  const Real angle2 = phi_rad.squaredNorm();
  // What a foot turns in one sample: the series is exact to 1e-10 there, and needs no sine.
  if (angle2 < Real(0.01)) {
    const Real scale = Real(0.5) - angle2 * (Real(1) / 48 - angle2 / Real(3840));
    const Vec3 v = phi_rad * scale;
    return Quat(Real(1) - angle2 * (Real(1) / 8 - angle2 / Real(384)), v.x(), v.y(), v.z());
  }
  const Real angle = std::sqrt(angle2);
  const Vec3 v = phi_rad * (std::sin(angle / 2) / angle);
  return Quat(std::cos(angle / 2), v.x(), v.y(), v.z());
}

Vec3 log_so3(const Quat& q) {
  const Real sign = q.w() < 0 ? Real(-1) : Real(1);  // q and -q are one rotation: take the shorter way
  const Real n = q.vec().norm();
  const Real w = sign * q.w();
  if (n < Real(1e-7)) {
    return q.vec() * (sign * 2 / w);
  }
  return q.vec() * (sign * 2 * std::atan2(n, w) / n);
}

Mat3 skew(const Vec3& a) {
  Mat3 m;
  m << 0, -a.z(), a.y(), a.z(), 0, -a.x(), -a.y(), a.x(), 0;
  return m;
}

Quat shortest_rotation(const Vec3& from, const Vec3& to) { return Quat::FromTwoVectors(from, to); }

}  // namespace backstep
