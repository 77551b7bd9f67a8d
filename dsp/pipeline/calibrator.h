#pragma once

#include <array>
#include <optional>

#include "dsp/pipeline/foot_pipeline.h"

namespace backstep {

/// Settings of Calibrator, of both feet.
struct CalibratorConfig {
  std::array<Real, 2> rate_hz{};  ///< by index(Foot); 0 = there is no such foot; others as FootPipeline
  std::array<FootSetup, 2> setup{};
  FootConfig foot;
};

/// The first pass over a whole walk: what the feet's pipelines have learned at its end, as if it had been stored
/// before. It is the pipeline itself, so it learns what a live walk would, only earlier.
class Calibrator {
 public:
  explicit Calibrator(const CalibratorConfig& config);

  void push(Foot foot, const ImuSample& sample);

  /// After the last sample. Empty for a foot that was never at rest: nothing can be said about its mounting.
  std::array<std::optional<FootCalibration>, 2> finish();

  const FootDiagnosis& diagnosis(Foot foot) const;

 private:
  CalibratorConfig config_;
  std::array<FootPipeline, 2> feet_;
};

}  // namespace backstep
