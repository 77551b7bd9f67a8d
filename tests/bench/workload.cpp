#include "tests/bench/workload.h"

#include <memory>
#include <variant>

#include "data/walker/presets.h"
#include "dsp/pipeline/foot_pipeline.h"

namespace backstep::bench {

const walker::Walk& minute() {
  static const walker::Walk kWalk = [] {
    walker::WalkerConfig config = *walker::preset("backward-good");
    config.bouts = {walker::stand(2), walker::walk(walker::Travel::backward, 0.7, 0.7 * 57), walker::stand(1)};
    return walker::walk(config, 1);
  }();
  return kWalk;
}

std::size_t through_chain(std::span<const ImuSample> samples) {
  const auto pipeline = std::make_unique<FootPipeline>(Foot::left, Real(kRate_hz));  // too large for a stack
  std::size_t strides = 0;
  for (const ImuSample& sample : samples) {
    pipeline->push(sample);
    while (const auto event = pipeline->next()) {
      strides += static_cast<std::size_t>(std::holds_alternative<Stride>(*event));
    }
  }
  return strides;
}

Quat through_orientation_filter(std::span<const ImuSample> samples) {
  constexpr Real kGain = Real(0.1), kInterval_s = Real(1 / kRate_hz);
  Quat q = Quat::Identity();
  for (const ImuSample& s : samples) {
    // How far gravity, as the orientation has it, is from where it is measured; and the gradient of that distance.
    const Vec3 up(2 * (q.x() * q.z() - q.w() * q.y()), 2 * (q.w() * q.x() + q.y() * q.z()),
                  1 - 2 * (q.x() * q.x() + q.y() * q.y()));
    const Vec3 off = up - s.acc_mps2.normalized();
    Quat down;
    down.w() = 2 * (q.x() * off.y() - q.y() * off.x());
    down.x() = 2 * (q.z() * off.x() + q.w() * off.y()) - 4 * q.x() * off.z();
    down.y() = 2 * (q.z() * off.y() - q.w() * off.x()) - 4 * q.y() * off.z();
    down.z() = 2 * (q.x() * off.x() + q.y() * off.y());
    const Quat turn = q * Quat(0, s.gyr_radps.x(), s.gyr_radps.y(), s.gyr_radps.z());
    q.coeffs() += (turn.coeffs() / 2 - kGain * down.coeffs().normalized()) * kInterval_s;
    q.normalize();
  }
  return q;
}

}  // namespace backstep::bench
