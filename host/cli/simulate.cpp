#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>

#include "data/walker/presets.h"
#include "data/walker/walker.h"
#include "host/base/version.h"
#include "host/cli/command.h"
#include "host/cli/terminal.h"
#include "host/recording/file_claims.h"
#include "host/walk/simulated_walk.h"

namespace backstep::cli {
namespace {

using walker::Bout;
using walker::Roll;
using walker::Travel;
using walker::WalkerConfig;

struct SimulateOptions {
  std::string preset = "backward-good";
  bool list = false;
  std::optional<std::string> direction;
  std::optional<double> speed_mps;
  std::optional<int> strides;
  std::optional<double> seconds;
  std::optional<double> strike_angle_deg;
  std::optional<std::string> roll;
  std::optional<double> loss_pct;
  std::uint64_t seed = 1;
  std::filesystem::path out;
  bool truth_samples = false;
  bool quiet = false;

  bool changes_the_walk() const { return direction || speed_mps || strides || seconds || strike_angle_deg || roll; }
};

const std::map<std::string, Travel> kDirections = {
    {"forward", Travel::forward}, {"backward", Travel::backward}, {"left", Travel::left}, {"right", Travel::right}};
const std::map<std::string, Roll> kRolls = {{"smooth", Roll::smooth},
                                            {"abrupt", Roll::abrupt},
                                            {"hesitant", Roll::hesitant},
                                            {"slapping", Roll::slapping},
                                            {"broken", Roll::broken}};

template <class T>
std::vector<std::string> keys(const std::map<std::string, T>& map) {
  std::vector<std::string> names;
  names.reserve(map.size());
  for (const auto& [name, value] : map) names.push_back(name);
  return names;
}

/// The one walking bout of a preset that the options may change; none where there are several.
Bout* only_walk(WalkerConfig& config) {
  const auto walks = [](const Bout& b) { return b.stand_s <= 0; };
  if (std::count_if(config.bouts.begin(), config.bouts.end(), walks) != 1) return nullptr;
  return &*std::find_if(config.bouts.begin(), config.bouts.end(), walks);
}

void change(Bout& bout, const SimulateOptions& o, double leg_length_m) {
  const double stride_m = bout.stride_length_m > 0 ? bout.stride_length_m
                                                   : walker::usual_stride_m(bout.travel, bout.speed_mps, leg_length_m);
  double distance_m = stride_m * (bout.steps - 1) / 2;
  if (o.direction && kDirections.at(*o.direction) != bout.travel) {
    bout.travel = kDirections.at(*o.direction);
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
      if (o.roll) l.roll = kRolls.at(*o.roll);
    }
  }
}

/// What makes this walk again.
std::string command_line(const SimulateOptions& o) {
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

int fail(const std::string& message, int exit_code) {
  say(message);
  return exit_code;
}

int list_presets() {
  for (const walker::Preset& p : walker::presets()) fmt::print("{:<24}{}\n", p.name, p.description);
  return 0;
}

/// All that write() writes.
std::vector<std::string> files_of(const SimulateOptions& o) {
  const std::string stem = std::filesystem::path(o.out).replace_extension().string();
  std::vector<std::string> files;
  if (o.out.extension() == ".gait") {
    files.push_back(o.out.string());
  } else {
    files = {stem + ".left.csv", stem + ".right.csv"};
  }
  files.insert(files.end(), {stem + ".truth_strides.csv", stem + ".truth_events.csv"});
  if (o.truth_samples) files.insert(files.end(), {stem + ".truth_samples_left.csv", stem + ".truth_samples_right.csv"});
  return files;
}

/// Writes the walk beside one another: out, and out's stem with .truth_... at its end.
host::Result<void> write(const SimulateOptions& o, const WalkerConfig& config, const walker::Walk& walk) {
  const std::string stem = std::filesystem::path(o.out).replace_extension().string();
  host::Result<void> done;
  if (o.out.extension() == ".gait") {
    const host::WalkOrigin origin = {host::software(), command_line(o)};
    done = host::write_gait(config, walk, origin, o.out);
  } else {
    done = host::write_samples_csv(walk.feet[0], stem + ".left.csv");
    if (done) done = host::write_samples_csv(walk.feet[1], stem + ".right.csv");
  }
  if (done) done = host::write_truth_strides(walk, stem + ".truth_strides.csv");
  if (done) done = host::write_truth_events(walk, stem + ".truth_events.csv");
  if (done && o.truth_samples) {
    done = host::write_truth_samples(walk.feet[0], stem + ".truth_samples_left.csv");
    if (done) done = host::write_truth_samples(walk.feet[1], stem + ".truth_samples_right.csv");
  }
  return done;
}

int simulate(const SimulateOptions& o) {
  if (o.list) return list_presets();
  if (o.out.empty()) {
    return fail("simulate: no name for the walk. Give one ending in .gait or .csv: -o walk.gait", 2);
  }
  if (o.out.extension() != ".gait" && o.out.extension() != ".csv") {
    return fail(
        fmt::format("{}: the name must end in .gait (one recording) or .csv (a table for each foot)", o.out.string()),
        2);
  }
  host::FileClaims claims;
  for (const std::string& file : files_of(o)) {
    const bool is_recording = std::filesystem::path(file).extension() == ".gait";
    if (auto free = is_recording ? claims.records(file) : claims.writes(file); !free)
      return fail(free.error().message, free.error().exit_code);
  }
  auto config = walker::preset(o.preset);
  if (!config) {
    return fail(fmt::format("simulate: no preset '{}'. See them all: backstep simulate --list", o.preset), 2);
  }
  if (o.changes_the_walk()) {
    Bout* bout = only_walk(*config);
    if (bout == nullptr) {
      return fail(
          fmt::format("simulate: '{}' has several bouts, so its walk cannot be changed by options. Take another "
                      "preset, or leave out all but --seed, --loss-pct and -o.",
                      o.preset),
          2);
    }
    change(*bout, o, config->person.leg_length_m);
  }
  if (o.loss_pct) config->sensor.loss = *o.loss_pct / 100;

  const walker::Walk walk = walker::walk(*config, o.seed);
  if (auto written = write(o, *config, walk); !written) return fail(written.error().message, written.error().exit_code);

  if (!o.quiet) {
    const std::string stem = std::filesystem::path(o.out).replace_extension().string();
    say(fmt::format(
        "saved {}, {:.0f} s, {} strides left, {} right; the truth in {}.truth_strides.csv and "
        "{}.truth_events.csv.",
        o.out.extension() == ".gait" ? o.out.string() : fmt::format("{}.left.csv and {}.right.csv", stem, stem),
        walk.duration_s, walk.feet[0].strides.size(), walk.feet[1].strides.size(), stem, stem));
    say("Next: backstep analyze " +
        (o.out.extension() == ".gait"
             ? o.out.string()
             : fmt::format("--left {}.left.csv --right {}.right.csv --left-toes=+x --right-toes=+x", stem, stem)));
  }
  return 0;
}

}  // namespace

void add_simulate(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<SimulateOptions>();
  CLI::App* cmd = app.add_subcommand("simulate", "Make the recording of a walk whose truth is known exactly");
  cmd->add_flag("--list", o->list, "List the presets and end");
  cmd->add_option("--preset", o->preset, "Kind of walk (see --list)")->capture_default_str();
  cmd->add_option("--direction", o->direction, "Walk this way instead")->check(CLI::IsMember(keys(kDirections)));
  cmd->add_option("--speed-mps", o->speed_mps, "Walk this fast instead, m/s")->check(CLI::Range(0.15, 1.5));
  cmd->add_option("--strides", o->strides, "Length of the walk in strides of each foot")->check(CLI::Range(1, 100000));
  cmd->add_option("--seconds", o->seconds, "Length of the walk in seconds, standing not counted")
      ->check(CLI::Range(1.0, 86400.0))
      ->excludes("--strides");
  cmd->add_option("--strike-angle-deg", o->strike_angle_deg,
                  "Mean foot pitch at contact: below 0 ball-first, above 0 heel-first")
      ->check(CLI::Range(-40.0, 35.0));
  cmd->add_option("--roll", o->roll, "How the foot comes from contact to flat")->check(CLI::IsMember(keys(kRolls)));
  cmd->add_option("--loss-pct", o->loss_pct, "Share of the packets that are lost, percent")
      ->check(CLI::Range(0.0, 90.0));
  cmd->add_option("--seed", o->seed, "The same seed makes the same walk")->capture_default_str();
  cmd->add_option("-o,--output", o->out, "NAME.gait: one recording; NAME.csv: NAME.left.csv and NAME.right.csv");
  cmd->add_flag("--truth-samples", o->truth_samples, "Also write the true motion of each sensor, sample by sample");
  cmd->add_flag("-q,--quiet", o->quiet, "Say nothing but errors");
  cmd->footer(
      "Examples:\n"
      "  backstep simulate -o walk.gait\n"
      "  backstep simulate --speed-mps 0.4 --strike-angle-deg=-12 --roll hesitant --strides 20 -o slow.csv\n"
      "The truth goes beside the walk: NAME.truth_strides.csv and NAME.truth_events.csv.");
  cmd->callback([o, &exit_code] { exit_code = simulate(*o); });
}

}  // namespace backstep::cli
