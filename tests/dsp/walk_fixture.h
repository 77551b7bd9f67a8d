#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "data/walker/presets.h"
#include "data/walker/walker.h"
#include "dsp/pipeline/calibrator.h"
#include "dsp/pipeline/session_pipeline.h"

/// Walks with known truth, and what the pipelines say of them.
namespace backstep::test {

/// Stand, walk, stand: the plainest walk there is, with a consumer sensor on each shoe.
inline walker::WalkerConfig plain_walk(walker::Travel travel, double speed_mps, double distance_m = 8) {
  walker::WalkerConfig config = *walker::preset("backward-good");
  config.bouts = {walker::stand(2), walker::walk(travel, speed_mps, distance_m), walker::stand(1)};
  return config;
}

/// The sensor axis that points to the toes, exactly: what a careful user would declare.
inline FootSetup declared(const walker::WalkerConfig& config, Foot foot) {
  const auto& mounting = config.mounting[index(foot)];
  return {Vec3(mounting.q_foot_sensor.conjugate() * Vec3::UnitX())};
}

/// Strides of one foot, as a live walk gives them. The pipeline is large: it lives on the heap of the test.
inline std::vector<Stride> strides_of(const std::vector<ImuSample>& samples, Real rate_hz, const FootSetup& setup,
                                      const std::optional<FootCalibration>& stored = std::nullopt,
                                      Foot foot = Foot::right) {
  const auto pipeline = std::make_unique<FootPipeline>(foot, rate_hz, FootConfig{}, setup, stored);
  std::vector<Stride> strides;
  const auto drain = [&] {
    while (const auto event = pipeline->next()) {
      if (const auto* stride = std::get_if<Stride>(&*event)) {
        strides.push_back(*stride);
      }
    }
  };
  for (const ImuSample& sample : samples) {
    pipeline->push(sample);
    drain();
  }
  pipeline->finish();
  drain();
  return strides;
}

/// The true stride whose landing is within 0.15 s of this one's; nullptr: there is none.
inline const walker::TruthStride* truth_of(const walker::FootWalk& foot, const Stride& stride) {
  for (const auto& t : foot.strides) {
    if (stride.t_ic_us && std::abs(seconds(*stride.t_ic_us) - t.t_landed_s) < 0.15) {
      return &t;
    }
  }
  return nullptr;
}

}  // namespace backstep::test
