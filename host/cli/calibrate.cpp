#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "host/base/output_file.h"
#include "host/cli/command.h"
#include "host/cli/forward_option.h"
#include "host/cli/terminal.h"
#include "host/cli/walk_input.h"
#include "host/walk/calibrate.h"

namespace backstep::cli {

void add_forward_option(CLI::App& command, bool& forward) {
  command.add_flag("--forward", forward,
                   "These steps did lead forward, also where the feet pitch as if they had led backward");
}

namespace {

struct CalibrateOptions {
  WalkInput walk;
  std::string output;
  bool forward = false;
};

int calibrate(const CalibrateOptions& o) {
  if (auto good = check(o.walk); !good) {
    return tell(good.error());
  }
  if (o.walk.files.size() > 1) {
    return tell("one walk makes one calibration: name one recording.", 2);
  }
  if (auto free = claims_of(o.walk).writes(o.output); !free) {
    return tell(free.error());
  }
  auto walk = open_walk(o.walk, o.walk.files.empty() ? "" : o.walk.files.front(), false);
  if (!walk) {
    return tell(walk.error());
  }
  ProgressLine progress("Calibrating from " + walk->source->info().name);
  const auto found =
      calibrate_walk(*walk, forward_word(o.forward), time_span(o.walk), [&](double share) { progress.at(share); });
  progress.clear();
  if (!found) {
    return tell(found.error());
  }
  auto out = host::OutputFile::open(o.output);
  if (!out) {
    return tell(out.error());
  }
  out->write(host::calibration_json(*found));
  if (auto done = out->finish(); !done) {
    return tell(done.error());
  }
  for (const host::Sentence& warning : walk->source->report().warnings) {
    say(in_words(warning));
  }
  if (!out->is_stdout()) {
    say(fmt::format("saved {}. Next: backstep analyze walk.gait --calibration {}", o.output, o.output));
  }
  return walk->source->report().damaged ? 3 : 0;
}

}  // namespace

void add_calibrate(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<CalibrateOptions>();
  CLI::App* command = app.add_subcommand("calibrate", "Learn from ten steps FORWARD how the sensors sit, and store it");
  add_walk_options(*command, o->walk);
  add_span_options(*command, o->walk);
  command->add_option("-o,--output", o->output, "The calibration file to write; - for stdout")
      ->required()
      ->type_name("FILE|-");
  add_forward_option(*command, o->forward);
  command->footer(
      "Stand still for two seconds, walk ten steps straight ahead, stand still.\n"
      "Examples:\n"
      "  backstep calibrate ten-steps.gait -o shoes.json\n"
      "  backstep analyze walk.gait --calibration shoes.json");
  command->callback([o, &exit_code] { exit_code = calibrate(*o); });
}

}  // namespace backstep::cli
