// The commands `live` and `record`: one walk over the air, with results or without.
#include <fmt/chrono.h>

#include <CLI/CLI.hpp>
#include <ctime>
#include <memory>

#include "host/cli/analysis_options.h"
#include "host/cli/command.h"
#include "host/cli/live_walk.h"
#include "host/cli/terminal.h"
#include "host/recording/file_claims.h"

namespace backstep::cli {
namespace {

struct LiveOptions {
  LiveCommand command;
  std::string recording;
  std::string resumed;
  bool ble = false, no_record = false;
};

void add_shared_options(CLI::App& command, LiveOptions& o) {
  command.add_flag("--ble", o.ble, "From shoes over Bluetooth LE")->required();
  auto* output =
      command
          .add_option("-o,--output", o.recording, "The recording; otherwise named by the time, 2026-11-24T0914.gait")
          ->type_name("FILE");
  command.add_option("--resume", o.resumed, "Go on with this recording, after a crash or a pause, with the same shoes")
      ->type_name("FILE")
      ->excludes(output);
  command.add_option("--adapter", o.command.walk.adapters,
                     "Use only this Bluetooth adapter (hci0); may be given several times");
  command.add_option("--seconds", o.command.walk.seconds, "End after so long")
      ->check(within(host::kWalkSeconds))
      ->type_name("S");
  command.add_option("--patience", o.command.walk.patience_s, "Look for the shoes so long")
      ->check(within(host::kPatienceSeconds))
      ->capture_default_str()
      ->type_name("S");
}

int start(LiveOptions& o) {
  if (o.command.events && o.command.walk.out.csv == "-") {
    return tell("--events and --csv - would mix on stdout. Give the table a file.", 2);
  }
  o.command.resume = !o.resumed.empty();
  if (o.command.resume) {
    o.command.walk.recording = o.resumed;
  } else if (!o.no_record) {
    o.command.walk.recording =
        o.recording.empty() ? fmt::format("{:%Y-%m-%dT%H%M}.gait", fmt::localtime(std::time(nullptr))) : o.recording;
    if (o.command.walk.recording.extension() != ".gait") {
      return tell(o.command.walk.recording.string() + ": the name of a recording ends in .gait.", 2);
    }
  }
  if (!o.command.resume && !o.command.walk.recording.empty()) {
    if (auto free = host::FileClaims().records(o.command.walk.recording.string()); !free) {
      return tell(free.error());
    }
  }
  const host::AnalysisOptions& with = o.command.walk.with;
  if (auto good = check(o.command.walk.out, {},
                        {with.config, with.baseline, with.calibration, o.command.walk.recording.string()});
      !good) {
    return tell(good.error());
  }
  return run_live(std::move(o.command));
}

}  // namespace

void add_live(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<LiveOptions>();
  CLI::App* live = app.add_subcommand("live", "Walk with the shoes connected: results as you go, and a recording");
  add_shared_options(*live, *o);
  live->add_flag("--no-record", o->no_record, "Record nothing")->excludes("--output", "--resume");
  live->add_flag("--low-latency", o->command.walk.low_latency, "Smaller packets: sooner told, more power");
  live->add_flag("--share", o->command.walk.share,
                 "Let watches and phones show speed, cadence and distance (Running Speed and Cadence)");
  live->add_flag("--events", o->command.events, "Contacts, strides and alerts as JSON lines on stdout, as they happen");
  live->add_option("--csv", o->command.walk.out.csv, "Write the stride table here")->type_name("FILE|-");
  add_person_options(*live, o->command.walk.with);
  add_settings_options(*live, o->command.walk.with);
  live->footer(
      "Examples:\n"
      "  backstep live --ble\n"
      "  backstep live --ble --events --low-latency --no-record | jq -c 'select(.event==\"contact\")'\n"
      "Enter marks a moment with the words typed before it (\"stairs\", \"belt 0.6\"); so does kill -USR1, without.");
  live->callback([o, &exit_code] { exit_code = start(*o); });
}

void add_record(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<LiveOptions>();
  CLI::App* record = app.add_subcommand("record", "Record a walk from the shoes, to be analysed later");
  add_shared_options(*record, *o);
  record->footer(
      "Example:\n"
      "  backstep record --ble -o walk.gait\n"
      "Enter marks a moment with the words typed before it (\"stairs\", \"belt 0.6\"); so does kill -USR1, without.");
  record->callback([o, &exit_code] { exit_code = start(*o); });
}

}  // namespace backstep::cli
