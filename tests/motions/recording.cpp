#include "tests/motions/recording.h"

#include <cmath>

#include "dsp/base/so3.h"

namespace backstep::motions {

namespace {

// Per sample. Nothing here shakes a shoe faster than some 50 Hz.
constexpr int kLooks = 2;
// For derivatives: rounding leaves 1e-8 m/s2 of a metre, curvature less than 1e-3 m/s2 of the wildest vibration.
constexpr double kStep_s = 1e-4;

}  // namespace

std::vector<ImuSample> ideal_samples(const Motion& shoe, double duration_s, const walker::Mounting& mounting,
                                     double rate_hz) {
  const Pose on_shoe = {mounting.position_m, mounting.q_foot_sensor};
  const auto sensor = [&](double t_s) { return within(shoe(t_s), on_shoe); };
  std::vector<ImuSample> samples(static_cast<std::size_t>(duration_s * rate_hz));
  for (std::size_t k = 0; k < samples.size(); ++k) {
    const double stamp_s = static_cast<double>(k) / rate_hz;
    ImuSample& sample = samples[k];
    sample.t_us = std::llround(stamp_s * 1e6);
    for (int i = 0; i < kLooks; ++i) {
      const double t_s = stamp_s + ((i + 0.5) / kLooks - 0.5) / rate_hz;
      const Pose before = sensor(t_s - kStep_s);
      const Pose now = sensor(t_s);
      const Pose after = sensor(t_s + kStep_s);
      const Vec3 acc_mps2 = (after.pos_m - 2 * now.pos_m + before.pos_m) / (kStep_s * kStep_s);
      sample.acc_mps2 += now.q.conjugate() * (acc_mps2 + kGravity_mps2 * Vec3::UnitZ()) / kLooks;
      sample.gyr_radps += log_so3(before.q.conjugate() * after.q) / (2 * kStep_s) / kLooks;
    }
  }
  return samples;
}

}  // namespace backstep::motions
