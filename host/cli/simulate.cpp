#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "data/walker/presets.h"
#include "host/cli/command.h"
#include "host/cli/terminal.h"
#include "host/recording/file_claims.h"
#include "host/walk/simulate.h"

namespace backstep::cli {
namespace {

struct SimulateOptions {
  host::SimulationRequest walk;
  host::SimulationFiles files;
  bool list = false, quiet = false;
};

int list_presets() {
  for (const walker::Preset& p : walker::presets()) fmt::print("{:<24}{}\n", p.name, p.description);
  return 0;
}

host::Result<void> check_names(const host::SimulationFiles& files) {
  if (files.out.empty()) {
    return wrong_use("simulate: no name for the walk. Give one ending in .gait or .csv: -o walk.gait");
  }
  if (!files.is_recording() && files.out.extension() != ".csv") {
    return wrong_use(fmt::format("{}: the name must end in .gait (one recording) or .csv (a table for each foot)",
                                 files.out.string()));
  }
  host::FileClaims claims;
  for (const std::string& file : files.paths()) {
    const bool is_recording = std::filesystem::path(file).extension() == ".gait";
    if (auto free = is_recording ? claims.records(file) : claims.writes(file); !free) return free;
  }
  return {};
}

int simulate(const SimulateOptions& o) {
  if (o.list) return list_presets();
  if (auto good = check_names(o.files); !good) return tell(good.error());
  host::SimulationRequest request = o.walk;
  request.truth_samples = o.files.truth_samples;
  ProgressLine progress("Walking", o.quiet);
  const auto simulation = host::simulate(request, [&](double share) { progress.at(share); });
  progress.clear();
  if (!simulation) return tell(simulation.error());
  if (auto written = host::write_simulation(*simulation, o.files); !written) return tell(written.error());

  if (!o.quiet) {
    const std::string stem = o.files.stem();
    const walker::Walk& walk = simulation->walk;
    say(fmt::format(
        "saved {}, {:.0f} s, {} strides left, {} right; the truth in {}.truth_strides.csv and "
        "{}.truth_events.csv.",
        o.files.is_recording() ? o.files.out.string() : fmt::format("{}.left.csv and {}.right.csv", stem, stem),
        walk.duration_s, walk.feet[0].strides.size(), walk.feet[1].strides.size(), stem, stem));
    say("Next: backstep analyze " +
        (o.files.is_recording()
             ? o.files.out.string()
             : fmt::format("--left {}.left.csv --right {}.right.csv --left-toes=+x --right-toes=+x", stem, stem)));
  }
  return 0;
}

}  // namespace

void add_simulate(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<SimulateOptions>();
  CLI::App* cmd = app.add_subcommand("simulate", "Make the recording of a walk whose truth is known exactly");
  cmd->add_flag("--list", o->list, "List the presets and end");
  cmd->add_option("--preset", o->walk.preset, "Kind of walk (see --list)")->capture_default_str();
  cmd->add_option("--direction", o->walk.direction, "Walk this way instead")
      ->check(CLI::IsMember(host::words_of(host::simulated_directions())));
  cmd->add_option("--speed-mps", o->walk.speed_mps, "Walk this fast instead, m/s")
      ->check(within(host::kSimulatedSpeeds_mps));
  cmd->add_option("--strides", o->walk.strides, "Length of the walk in strides of each foot")
      ->check(within(host::kSimulatedStrides));
  cmd->add_option("--seconds", o->walk.seconds, "Length of the walk in seconds, standing not counted")
      ->check(within(host::kSimulatedSeconds))
      ->excludes("--strides");
  cmd->add_option("--strike-angle-deg", o->walk.strike_angle_deg,
                  "Mean foot pitch at contact: below 0 ball-first, above 0 heel-first")
      ->check(within(host::kStrikeAngles_deg));
  cmd->add_option("--roll", o->walk.roll, "How the foot comes from contact to flat")
      ->check(CLI::IsMember(host::words_of(host::simulated_rolls())));
  cmd->add_option("--loss-pct", o->walk.loss_pct, "Share of the packets that are lost, percent")
      ->check(within(host::kLosses_pct));
  cmd->add_option("--seed", o->walk.seed, "The same seed makes the same walk")->capture_default_str();
  cmd->add_option("-o,--output", o->files.out, "NAME.gait: one recording; NAME.csv: NAME.left.csv and NAME.right.csv");
  cmd->add_flag("--truth-samples", o->files.truth_samples,
                "Also write the true motion of each sensor, sample by sample");
  cmd->add_flag("-q,--quiet", o->quiet, "Say nothing but errors");
  cmd->footer(
      "Examples:\n"
      "  backstep simulate -o walk.gait\n"
      "  backstep simulate --speed-mps 0.4 --strike-angle-deg=-12 --roll hesitant --strides 20 -o slow.csv\n"
      "The truth goes beside the walk: NAME.truth_strides.csv and NAME.truth_events.csv.");
  cmd->callback([o, &exit_code] { exit_code = simulate(*o); });
}

}  // namespace backstep::cli
