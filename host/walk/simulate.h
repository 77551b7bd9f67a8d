#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "data/walker/walker.h"
#include "host/base/error.h"
#include "host/base/progress.h"
#include "host/base/range.h"

/// A walk of the model, from a few words to files.
namespace backstep::host {

/// Which walk to make, and how it differs from its preset. Empty: as the preset has it. simulate() refuses what is
/// outside the ranges below.
struct SimulationRequest {
  std::string preset = "backward-good";    ///< one of walker::presets()
  std::optional<std::string> direction{};  ///< one of simulated_directions()
  std::optional<double> speed_mps{};
  std::optional<int> strides{};     ///< of each foot
  std::optional<double> seconds{};  ///< of walking; instead of `strides`
  std::optional<double> strike_angle_deg{};
  std::optional<std::string> roll{};  ///< one of simulated_rolls()
  std::optional<double> loss_pct{};   ///< of the packets
  std::uint64_t seed = 1;
  bool truth_samples = false;  ///< keep the true motion, sample by sample
};

inline constexpr Range<double> kSimulatedSpeeds_mps = {0.15, 1.5}, kSimulatedSeconds = {1, 86400},
                               kStrikeAngles_deg = {-40, 35}, kLosses_pct = {0, 90};
inline constexpr Range<int> kSimulatedStrides = {1, 100'000};

/// The words for directions and rolls.
const std::map<std::string, walker::Travel>& simulated_directions();
const std::map<std::string, walker::Roll>& simulated_rolls();

template <class T>
std::vector<std::string> words_of(const std::map<std::string, T>& map) {
  std::vector<std::string> names;
  names.reserve(map.size());
  for (const auto& [name, value] : map) names.push_back(name);
  return names;
}

struct Simulation {
  walker::WalkerConfig config;
  walker::Walk walk;
  std::string command;  ///< makes the same walk again
};

/// Fails (ErrorKind::request) on a number out of range, a word or a preset that is not there, or one of several bouts
/// that is to be walked otherwise.
Result<Simulation> simulate(const SimulationRequest& request, const Progress& progress = {});

/// Where a simulation goes: `out` and, beside it, its stem with .truth_strides.csv and .truth_events.csv at the end.
struct SimulationFiles {
  std::filesystem::path out;  ///< ends in .gait: one recording; in .csv: a table for each foot
  bool truth_samples = false;

  bool is_recording() const { return out.extension() == ".gait"; }
  std::string stem() const { return std::filesystem::path(out).replace_extension().string(); }
  std::vector<std::string> paths() const;
};

Result<void> write_simulation(const Simulation& simulation, const SimulationFiles& files);

}  // namespace backstep::host
