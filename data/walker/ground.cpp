#include "data/walker/ground.h"

#include <algorithm>
#include <cmath>

namespace backstep::walker {
namespace {

constexpr double kBesideEdge_m = 0.02;
// Going down, people let the end of the foot that leads stand out over the edge.
constexpr double kOverhang_m = 0.04;

}  // namespace

Ground::Ground(const Footfall& from, const Footfall& to)
    : way_(std::cos(to.heading_rad), std::sin(to.heading_rad), 0),
      tread_m_(to.tread_m),
      rise_m_(to.rise_m),
      steps_(to.rise_m != 0 ? static_cast<int>(std::lround((to.z_m - from.z_m) / to.rise_m)) : 0) {
  start_m_ = Vec3(from.x_m, from.y_m, from.z_m) - from.ahead_m * way_;
}

double Ground::height_m(const Vec3& pos_m) const {
  if (steps_ == 0) return start_m_.z();
  const double along_m = (pos_m - start_m_).dot(way_) + (rise_m_ < 0 ? kOverhang_m : 0);
  const auto step_at = [&](double m) {
    return std::clamp(static_cast<int>(std::floor(m / tread_m_ + 0.5)), 0, steps_);
  };
  const double before_m = step_at(along_m - kBesideEdge_m) * rise_m_;
  const double after_m = step_at(along_m + kBesideEdge_m) * rise_m_;
  return start_m_.z() + std::max(before_m, after_m);
}

}  // namespace backstep::walker
