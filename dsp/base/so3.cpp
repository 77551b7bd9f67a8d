#include "dsp/base/so3.h"

#include <cmath>

namespace backstep {

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

Quat shortest_rotation(const Vec3& from, const Vec3& to) {
  const Vec3 sum = from + to;
  const Real length = sum.norm();
  if (length < Real(1e-6)) {
    const Vec3 across = from.unitOrthogonal();
    return Quat(0, across.x(), across.y(), across.z());  // half a turn, about any axis across
  }
  const Vec3 between = sum / length;
  const Vec3 axis = from.cross(between);
  return Quat(from.dot(between), axis.x(), axis.y(), axis.z()).normalized();
}

}  // namespace backstep
