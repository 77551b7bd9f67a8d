#include "host/walk/simulate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "data/walker/presets.h"
#include "host/base/version.h"
#include "host/walk/simulated_walk.h"

namespace backstep::host {
namespace {

Result<void> check_request(const SimulationRequest& o) {
  if (o.strides && o.seconds) {
    return fail({.kind = ErrorKind::request, .what = "the walk's length was said twice, in strides and in seconds"});
  }
  return all_of({check_word("direction", o.direction, words_of(simulated_directions())),
                 check_number("speed", o.speed_mps, kSimulatedSpeeds_mps, " m/s"),
                 check_number("strides", o.strides, kSimulatedStrides),
                 check_number("length of the walk", o.seconds, kSimulatedSeconds, " s"),
                 check_number("strike angle", o.strike_angle_deg, kStrikeAngles_deg, " degrees"),
                 check_word("roll", o.roll, words_of(simulated_rolls())),
                 check_number("lost packets", o.loss_pct, kLosses_pct, " %")});
}

bool changes_the_walk(const SimulationRequest& o) {
  return o.direction || o.speed_mps || o.strides || o.seconds || o.strike_angle_deg || o.roll;
}

/// The one walking bout of a preset that the options may change; none where there are several.
walker::Bout* only_walk(walker::WalkerConfig& config) {
  const auto walks = [](const walker::Bout& b) { return b.stand_s <= 0; };
  if (std::count_if(config.bouts.begin(), config.bouts.end(), walks) != 1) return nullptr;
  return &*std::find_if(config.bouts.begin(), config.bouts.end(), walks);
}

void change(walker::Bout& bout, const SimulationRequest& o, double leg_length_m) {
  const double stride_m = bout.stride_length_m > 0 ? bout.stride_length_m
                                                   : walker::usual_stride_m(bout.travel, bout.speed_mps, leg_length_m);
  double distance_m = stride_m * (bout.steps - 1) / 2;
  if (o.direction && simulated_directions().at(*o.direction) != bout.travel) {
    bout.travel = simulated_directions().at(*o.direction);
    bout.landings.clear();
    bout.stride_length_m = 0;
  }
  if (o.speed_mps) {
    bout.speed_mps = *o.speed_mps;
    bout.stride_length_m = 0;
  }
  if (o.seconds) distance_m = bout.speed_mps * *o.seconds;
  if (bout.stride_length_m <= 0 || o.seconds) {
    const double new_stride_m = bout.stride_length_m > 0
                                    ? bout.stride_length_m
                                    : walker::usual_stride_m(bout.travel, bout.speed_mps, leg_length_m);
    bout.steps = std::max(2, static_cast<int>(std::lround(2 * distance_m / new_stride_m)) + 1);
  }
  if (o.strides) bout.steps = 2 * *o.strides;
  if (o.strike_angle_deg || o.roll) {
    if (bout.landings.empty()) bout.landings = {walker::usual_landing(bout.travel)};
    for (walker::Landing& l : bout.landings) {
      if (o.strike_angle_deg) l.strike_rad = deg_to_rad(*o.strike_angle_deg);
      if (o.roll) l.roll = simulated_rolls().at(*o.roll);
    }
  }
}

/// What makes this walk again.
std::string command_line(const SimulationRequest& o) {
  std::string line = fmt::format("backstep simulate --preset {} --seed {}", o.preset, o.seed);
  if (o.direction) line += fmt::format(" --direction {}", *o.direction);
  if (o.speed_mps) line += fmt::format(" --speed-mps {}", *o.speed_mps);
  if (o.strides) line += fmt::format(" --strides {}", *o.strides);
  if (o.seconds) line += fmt::format(" --seconds {}", *o.seconds);
  if (o.strike_angle_deg) line += fmt::format(" --strike-angle-deg={}", *o.strike_angle_deg);
  if (o.roll) line += fmt::format(" --roll {}", *o.roll);
  if (o.loss_pct) line += fmt::format(" --loss-pct {}", *o.loss_pct);
  return line;
}

}  // namespace

const std::map<std::string, walker::Travel>& simulated_directions() {
  static const std::map<std::string, walker::Travel> kDirections = {{"forward", walker::Travel::forward},
                                                                    {"backward", walker::Travel::backward},
                                                                    {"left", walker::Travel::left},
                                                                    {"right", walker::Travel::right}};
  return kDirections;
}

const std::map<std::string, walker::Roll>& simulated_rolls() {
  static const std::map<std::string, walker::Roll> kRolls = {{"smooth", walker::Roll::smooth},
                                                             {"abrupt", walker::Roll::abrupt},
                                                             {"hesitant", walker::Roll::hesitant},
                                                             {"slapping", walker::Roll::slapping},
                                                             {"broken", walker::Roll::broken}};
  return kRolls;
}

Result<Simulation> simulate(const SimulationRequest& request, const Progress& progress) {
  if (auto good = check_request(request); !good) {
    return tl::make_unexpected(good.error());
  }
  auto config = walker::preset(request.preset);
  if (!config) {
    return fail({.kind = ErrorKind::request,
                 .what = fmt::format("there is no preset '{}'", request.preset),
                 .hint = Hint::list_presets});
  }
  if (changes_the_walk(request)) {
    walker::Bout* const bout = only_walk(*config);
    if (bout == nullptr) {
      return fail({.kind = ErrorKind::request,
                   .what = fmt::format("'{}' has several bouts, so its walk cannot be changed", request.preset),
                   .todo = "Take another preset",
                   .hint = Hint::plain_preset});
    }
    change(*bout, request, config->person.leg_length_m);
  }
  if (request.loss_pct) {
    config->sensor.loss = *request.loss_pct / 100;
  }
  walker::Walk walk = walker::walk(*config, request.seed, {request.truth_samples, progress});
  return Simulation{std::move(*config), std::move(walk), command_line(request)};
}

std::vector<std::string> SimulationFiles::paths() const {
  std::vector<std::string> files;
  if (is_recording()) {
    files.push_back(out.string());
  } else {
    files = {stem() + ".left.csv", stem() + ".right.csv"};
  }
  files.insert(files.end(), {stem() + ".truth_strides.csv", stem() + ".truth_events.csv"});
  if (truth_samples) {
    files.insert(files.end(), {stem() + ".truth_samples_left.csv", stem() + ".truth_samples_right.csv"});
  }
  return files;
}

Result<void> write_simulation(const Simulation& simulation, const SimulationFiles& files) {
  const walker::Walk& walk = simulation.walk;
  if (files.truth_samples && walk.feet[0].truth.empty()) {
    return fail({.kind = ErrorKind::request, .what = "the samples of truth were not kept when the walk was simulated"});
  }
  const std::string stem = files.stem();
  Result<void> done;
  if (files.is_recording()) {
    done = write_gait(simulation.config, walk, {software(), simulation.command}, files.out);
  } else {
    done = write_samples_csv(walk.feet[0], stem + ".left.csv");
    if (done) done = write_samples_csv(walk.feet[1], stem + ".right.csv");
  }
  if (done) done = write_truth_strides(walk, stem + ".truth_strides.csv");
  if (done) done = write_truth_events(walk, stem + ".truth_events.csv");
  if (done && files.truth_samples) {
    done = write_truth_samples(walk.feet[0], stem + ".truth_samples_left.csv");
    if (done) done = write_truth_samples(walk.feet[1], stem + ".truth_samples_right.csv");
  }
  return done;
}

}  // namespace backstep::host
