#pragma once

#include <array>

#include "data/walker/curve.h"
#include "data/walker/random.h"

namespace backstep::walker {

/// How a shoe shakes in flight: in each axis a sum of sines of 8 to 45 Hz, of equal acceleration. Differs from swing to
/// swing as its phase does.
class Vibration {
 public:
  /// `rms_mps2`: of an axis.
  Vibration(double rms_mps2, Random random);

  /// At `t_s`, of a swing that shakes between two instants: it fades in and out with two continuous derivatives.
  std::array<Jet, 3> at(double t_s, double from_s, double to_s) const;

 private:
  struct Sine {
    double omega_radps = 0, phase_rad = 0, amplitude_m = 0;
  };
  std::array<std::array<Sine, 6>, 3> axes_;
};

}  // namespace backstep::walker
