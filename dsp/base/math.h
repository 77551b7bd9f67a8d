#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <cstdint>
#include <numbers>

namespace backstep {

/// `double` on the host; `float` where BACKSTEP_REAL_FLOAT is defined (the shoe's Cortex-M4F).
#ifdef BACKSTEP_REAL_FLOAT
using Real = float;
#else
using Real = double;
#endif

using Vec3 = Eigen::Matrix<Real, 3, 1>;
using Mat3 = Eigen::Matrix<Real, 3, 3>;
using Quat = Eigen::Quaternion<Real>;

inline constexpr Real kPi = std::numbers::pi_v<Real>;

/// Standard gravity, CGPM 1901. Local gravity differs by up to 0.3 %: within what a sensor's scale error hides.
inline constexpr Real kGravity_mps2 = Real(9.80665);

constexpr Real deg_to_rad(Real deg) { return deg * kPi / Real(180); }
constexpr Real rad_to_deg(Real rad) { return rad * Real(180) / kPi; }
constexpr Real seconds(std::int64_t us) { return static_cast<Real>(us) * Real(1e-6); }

}  // namespace backstep
