#include "dsp/pipeline/calibrator.h"

namespace backstep {
namespace {

FootPipeline foot_pipeline(Foot foot, const CalibratorConfig& config) {
  const auto i = index(foot);
  return {foot, config.rate_hz[i] > 0 ? config.rate_hz[i] : Real(200), config.foot, config.setup[i]};
}

}  // namespace

Calibrator::Calibrator(const CalibratorConfig& config)
    : config_(config), feet_{foot_pipeline(Foot::left, config), foot_pipeline(Foot::right, config)} {}

void Calibrator::push(Foot foot, const ImuSample& sample) {
  FootPipeline& f = feet_[index(foot)];
  f.push(sample);
  while (f.next()) {  // only what it learns is wanted
  }
}

std::array<std::optional<FootCalibration>, 2> Calibrator::finish() {
  std::array<std::optional<FootCalibration>, 2> out;
  for (std::size_t i = 0; i < 2; ++i) {
    feet_[i].finish();
    const FootCalibration c = feet_[i].calibration();
    if (config_.rate_hz[i] > 0 && c.rests > 0) {
      out[i] = c;
    }
  }
  if (out[0] && out[1]) {
    pool_toe_evidence(*out[0], *out[1], config_.foot.alignment);
  }
  return out;
}

const FootDiagnosis& Calibrator::diagnosis(Foot foot) const { return feet_[index(foot)].diagnosis(); }

}  // namespace backstep
