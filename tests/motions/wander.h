#pragma once

#include <array>

#include "data/walker/random.h"

namespace backstep::motions {

/// A smooth random function of time: a handful of sines of random frequency and phase within a band.
class Wander {
 public:
  /// Band in Hz; `rms`: of the value.
  static Wander of_value(walker::Random& random, double rms, double low_hz, double high_hz);
  /// `rms_per_s2`: of the second derivative, alike at each frequency: vibration.
  static Wander of_acceleration(walker::Random& random, double rms_per_s2, double low_hz, double high_hz);

  double operator()(double t_s) const;

 private:
  struct Sine {
    double amplitude = 0, omega_radps = 0, phase_rad = 0;
  };
  std::array<Sine, 6> sines_;
};

}  // namespace backstep::motions
