#include "data/walker/sensor.h"

#include <algorithm>
#include <cmath>

namespace backstep::walker {
namespace {

Vec3 three(Random& random, double mean, double sd) {
  const double x = random.normal(mean, sd);
  const double y = random.normal(mean, sd);
  const double z = random.normal(mean, sd);
  return {x, y, z};
}

/// Rounds to int16 counts; true if an axis stands at the end of its range.
bool quantise(Vec3& value, double lsb) {
  bool clipped = false;
  for (Real& v : value) {
    const double counts = std::clamp(std::round(v / lsb), -32768.0, 32767.0);
    clipped |= std::abs(counts) >= 32767;
    v = counts * lsb;
  }
  return clipped;
}

}  // namespace

std::vector<ImuSample> measure(const SensorModel& model, const std::vector<ImuSample>& ideal, Random random) {
  if (model.perfect) return ideal;
  const Vec3 acc_scale = three(random, 1, model.scale_sd);
  const Vec3 gyr_scale = three(random, 1, model.scale_sd);
  const Vec3 acc_bias = three(random, 0, model.acc_bias_sd_mps2);
  Vec3 gyr_bias = three(random, 0, model.gyr_bias_sd_radps);
  // White noise of density n through a filter that ends at half the sample rate.
  const double acc_noise = model.acc_noise_mps2_sqrthz * std::sqrt(model.rate_hz / 2);
  const double gyr_noise = model.gyr_noise_radps_sqrthz * std::sqrt(model.rate_hz / 2);
  const double drift_step = model.gyr_drift_radps_sqrts / std::sqrt(model.rate_hz);

  std::vector<ImuSample> measured;
  measured.reserve(ideal.size());
  bool lost = false;
  bool after_gap = false;
  for (std::size_t i = 0; i < ideal.size(); ++i) {
    if (i % static_cast<std::size_t>(model.packet_samples) == 0) {
      lost = i > 0 && random.uniform(0, 1) < model.loss;
      after_gap |= lost;
    }
    ImuSample s = ideal[i];
    s.acc_mps2 = s.acc_mps2.cwiseProduct(acc_scale) + acc_bias + three(random, 0, acc_noise);
    s.gyr_radps = s.gyr_radps.cwiseProduct(gyr_scale) + gyr_bias + three(random, 0, gyr_noise);
    gyr_bias += three(random, 0, drift_step);
    if (lost) continue;
    if (quantise(s.acc_mps2, model.acc_lsb_mps2)) s.flags |= kAccClipped;
    if (quantise(s.gyr_radps, model.gyr_lsb_radps)) s.flags |= kGyrClipped;
    if (after_gap) s.flags |= kAfterGap;
    after_gap = false;
    measured.push_back(s);
  }
  return measured;
}

}  // namespace backstep::walker
