#include "tests/motions/wander.h"

#include <cmath>
#include <numbers>

namespace backstep::motions {

Wander Wander::of_value(walker::Random& random, double rms, double low_hz, double high_hz) {
  Wander wander;
  const double amplitude = rms * std::sqrt(2.0 / static_cast<double>(wander.sines_.size()));
  for (Sine& sine : wander.sines_) {
    sine.amplitude = amplitude;
    sine.omega_radps = 2 * std::numbers::pi * low_hz * std::pow(high_hz / low_hz, random.uniform(0, 1));
    sine.phase_rad = random.uniform(0, 2 * std::numbers::pi);
  }
  return wander;
}

Wander Wander::of_acceleration(walker::Random& random, double rms_per_s2, double low_hz, double high_hz) {
  Wander wander = of_value(random, rms_per_s2, low_hz, high_hz);
  for (Sine& sine : wander.sines_) {
    sine.amplitude /= sine.omega_radps * sine.omega_radps;
  }
  return wander;
}

double Wander::operator()(double t_s) const {
  double sum = 0;
  for (const Sine& sine : sines_) {
    sum += sine.amplitude * std::sin(sine.omega_radps * t_s + sine.phase_rad);
  }
  return sum;
}

}  // namespace backstep::motions
