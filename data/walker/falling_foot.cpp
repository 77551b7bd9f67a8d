#include "data/walker/falling_foot.h"

#include <algorithm>

#include "dsp/base/math.h"

namespace backstep::walker {

std::vector<FallPoint> fall(const FallingFoot& foot, double angle_rad, double rate_radps, double until_rad) {
  constexpr double kStep_s = 0.0001;
  constexpr int kStepsAPoint = 50;
  const double weight_radps2 =
      kGravity_mps2 * foot.centre_share / (foot.gyration_share * foot.gyration_share * foot.length_m);
  const auto acc_radps2 = [&](double t_s, double towards_radps) {
    return weight_radps2 + foot.pressed_radps2 * std::min(1.0, t_s / foot.pressed_after_s) -
           foot.damping_per_s * towards_radps;
  };
  std::vector<FallPoint> points;
  double t_s = 0, left_rad = angle_rad, towards_radps = rate_radps;
  for (int step = 0; left_rad > until_rad; ++step) {
    if (step > 0 && step % kStepsAPoint == 0) {
      points.push_back({t_s, {left_rad, -towards_radps, -acc_radps2(t_s, towards_radps)}});
    }
    const double middle_radps = towards_radps + acc_radps2(t_s, towards_radps) * kStep_s / 2;
    towards_radps += acc_radps2(t_s + kStep_s / 2, middle_radps) * kStep_s;
    left_rad -= middle_radps * kStep_s;
    t_s += kStep_s;
  }
  const double beyond_s = (until_rad - left_rad) / towards_radps;
  t_s -= beyond_s;
  towards_radps -= beyond_s * acc_radps2(t_s, towards_radps);
  // A point closer to the end than a millisecond would bend the curve between both.
  if (!points.empty() && t_s - points.back().after_s < 0.001) {
    points.pop_back();
  }
  points.push_back({t_s, {until_rad, -towards_radps, -acc_radps2(t_s, towards_radps)}});
  return points;
}

}  // namespace backstep::walker
