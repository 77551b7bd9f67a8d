#include "dsp/trajectory/standstill.h"

#include <algorithm>
#include <cmath>

namespace backstep {

std::optional<Vec3> standstill_rate(const SampleRing& ring, std::int64_t begin, std::int64_t end,
                                    const Vec3& believed_radps, const StandstillConfig& config) {
  const Real duration_s = static_cast<Real>(ring[end - 1].t_us - ring[begin].t_us) * Real(1e-6);
  if (duration_s < config.least_s) {
    return std::nullopt;
  }
  // About the first sample, to keep digits in float.
  const Vec3 rate_0 = ring[begin].gyr_radps, acc_0 = ring[begin].acc_mps2;
  Vec3 rate = Vec3::Zero(), early = Vec3::Zero(), late = Vec3::Zero();
  Real rate_square = 0, acc_square = 0;
  const std::int64_t middle = begin + (end - begin) / 2;
  for (std::int64_t i = begin; i < end; ++i) {
    const SampleRing::Values& s = ring.values(i);
    if (ring.after_gap(i) && i > begin) {
      return std::nullopt;
    }
    const Vec3 w = s.gyr_radps - rate_0, a = s.acc_mps2 - acc_0;
    rate += w;
    rate_square += w.squaredNorm();
    (i < middle ? early : late) += a;
    acc_square += a.squaredNorm();
  }
  const auto n = static_cast<Real>(end - begin);
  const Vec3 acc = (early + late) / n;
  rate /= n;
  const auto varies = [n](Real square, const Vec3& mean, Real sd) { return square / n - mean.squaredNorm() > sd * sd; };
  const Vec3 mean = rate_0 + rate;
  if (varies(rate_square, rate, config.rate_sd_radps) || varies(acc_square, acc, config.acc_sd_mps2) ||
      mean.norm() > config.most_bias_radps) {
    return std::nullopt;
  }
  // What turns about any but the vertical takes gravity along: between the two halves, by half of it all.
  const Vec3 before = (acc_0 + early / static_cast<Real>(middle - begin)).normalized();
  const Vec3 after = (acc_0 + late / static_cast<Real>(end - middle)).normalized();
  const Vec3 off = mean - believed_radps;
  const Real level_radps = (off - before * off.dot(before)).norm();
  if (before.cross(after).norm() > config.turned_share * level_radps * duration_s / 2 + Real(0.002)) {
    return std::nullopt;
  }
  return mean;
}

}  // namespace backstep
