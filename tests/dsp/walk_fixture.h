#pragma once

#include <array>
#include <memory>
#include <optional>
#include <utility>
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

/// Both feet's samples in the order of their times.
inline std::vector<std::pair<Foot, ImuSample>> merged(const walker::Walk& walk) {
  std::vector<std::pair<Foot, ImuSample>> all;
  std::size_t l = 0, r = 0;
  const auto &left = walk.feet[0].measured, &right = walk.feet[1].measured;
  while (l < left.size() || r < right.size()) {
    const bool take_left = r == right.size() || (l < left.size() && left[l].t_us <= right[r].t_us);
    all.emplace_back(take_left ? Foot::left : Foot::right, take_left ? left[l++] : right[r++]);
  }
  return all;
}

inline SessionConfig session_config(const walker::WalkerConfig& config) {
  SessionConfig c;
  c.rate_hz = {208, 208};
  c.common_clock = true;
  c.setup = {declared(config, Foot::left), declared(config, Foot::right)};
  return c;
}

inline std::vector<Event> events_of(const walker::Walk& walk, const SessionConfig& config,
                                    const std::array<std::optional<FootCalibration>, 2>& stored = {}) {
  const auto session = std::make_unique<SessionPipeline>(config, stored);
  std::vector<Event> events;
  const auto drain = [&] {
    while (const auto e = session->next()) {
      events.push_back(*e);
    }
  };
  for (const auto& [foot, sample] : merged(walk)) {
    session->push(foot, sample);
    drain();
  }
  session->finish();
  drain();
  return events;
}

inline std::array<std::optional<FootCalibration>, 2> calibration_of(const walker::Walk& walk,
                                                                    const SessionConfig& config) {
  const auto calibrator = std::make_unique<Calibrator>(CalibratorConfig{config.rate_hz, config.setup, config.foot});
  for (const auto& [foot, sample] : merged(walk)) {
    calibrator->push(foot, sample);
  }
  return calibrator->finish();
}

}  // namespace backstep::test
