#include "tests/motions/path.h"

#include <array>
#include <cmath>
#include <utility>

namespace backstep::motions {

namespace {

constexpr double kBegin_s = -1;
constexpr double kStep_s = 0.02;

}  // namespace

Path::Path(walker::Curve speed_mps, walker::Curve heading_rad, double end_s)
    : speed_(std::move(speed_mps)), heading_(std::move(heading_rad)), knots_m_{Vec3::Zero()} {
  const int steps = static_cast<int>((end_s - kBegin_s) / kStep_s) + 1;
  for (int i = 0; i < steps; ++i) {
    const double t_s = kBegin_s + i * kStep_s;
    knots_m_.push_back(knots_m_.back() + way(t_s, t_s + kStep_s));
  }
}

Vec3 Path::at(double t_s) const {
  const auto i = static_cast<std::size_t>((t_s - kBegin_s) / kStep_s);
  return knots_m_[i] + way(kBegin_s + static_cast<double>(i) * kStep_s, t_s);
}

Vec3 Path::way(double from_s, double to_s) const {
  // Gauss-Legendre of order 8: over such a step exact to rounding, so that the path has true derivatives.
  constexpr std::array<std::pair<double, double>, 4> kPoints = {{{-0.8611363115940526, 0.3478548451374538},
                                                                 {-0.3399810435848563, 0.6521451548625461},
                                                                 {0.3399810435848563, 0.6521451548625461},
                                                                 {0.8611363115940526, 0.3478548451374538}}};
  const double half_s = (to_s - from_s) / 2;
  Vec3 sum = Vec3::Zero();
  for (const auto& [place, weight] : kPoints) {
    const double t_s = from_s + half_s * (1 + place);
    const double heading = heading_.at(t_s).value;
    sum += weight * speed_.at(t_s).value * Vec3(std::cos(heading), std::sin(heading), 0);
  }
  return half_s * sum;
}

}  // namespace backstep::motions
