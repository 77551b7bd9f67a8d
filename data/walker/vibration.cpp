#include "data/walker/vibration.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace backstep::walker {
namespace {

constexpr double kSlowest_hz = 8, kFastest_hz = 45;
constexpr double kFade_s = 0.03;

/// 0 before, 1 after `kFade_s`: the quintic step.
Jet fade(double since_s) {
  const double x = std::clamp(since_s / kFade_s, 0.0, 1.0);
  return {x * x * x * (10 + x * (6 * x - 15)), 30 * x * x * (1 - x) * (1 - x) / kFade_s,
          60 * x * (1 - x) * (1 - 2 * x) / (kFade_s * kFade_s)};
}

Jet product(const Jet& a, const Jet& b) {
  return {a.value * b.value, a.rate * b.value + a.value * b.rate,
          a.acc * b.value + 2 * a.rate * b.rate + a.value * b.acc};
}

}  // namespace

Vibration::Vibration(double rms_mps2, Random random) {
  for (auto& axis : axes_) {
    const double each_mps2 = rms_mps2 * std::sqrt(2.0 / static_cast<double>(axis.size()));
    for (Sine& s : axis) {
      s.omega_radps = 2 * std::numbers::pi * random.uniform(kSlowest_hz, kFastest_hz);
      s.phase_rad = random.uniform(0, 2 * std::numbers::pi);
      s.amplitude_m = each_mps2 / (s.omega_radps * s.omega_radps);
    }
  }
}

std::array<Jet, 3> Vibration::at(double t_s, double from_s, double to_s) const {
  const Jet in = fade(t_s - from_s), left = fade(to_s - t_s);
  const Jet level = product(in, {left.value, -left.rate, left.acc});
  std::array<Jet, 3> out;
  for (std::size_t i = 0; i < out.size(); ++i) {
    Jet sum;
    for (const Sine& s : axes_[i]) {
      const double angle = s.omega_radps * t_s + s.phase_rad;
      sum.value += s.amplitude_m * std::sin(angle);
      sum.rate += s.amplitude_m * s.omega_radps * std::cos(angle);
      sum.acc -= s.amplitude_m * s.omega_radps * s.omega_radps * std::sin(angle);
    }
    out[i] = product(level, sum);
  }
  return out;
}

}  // namespace backstep::walker
