#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "host/cli/analysis.h"
#include "host/cli/command.h"
#include "host/cli/outputs.h"
#include "host/cli/terminal.h"
#include "host/cli/walk_input.h"
#include "host/session/baseline_file.h"
#include "host/session/config_file.h"
#include "host/sink/findings.h"
#include "host/sink/output_file.h"
#include "host/sink/summary_text.h"

namespace backstep::cli {

namespace {

/// Leg length over body height (biomechanics 3.5).
constexpr double kLegOverHeight = 0.53;

struct Options {
  WalkInput walk;
  OutputPaths out;
  std::optional<double> leg_length_m, height_m, target_speed_mps, belt_speed_mps, incline_pct;
  std::string profile = "general";
  std::string config, baseline, calibration, surface;
  bool as_live = false, no_color = false;
};

/// Overstride limits of a kind of walker; biomechanics 3.5.
void set_profile(const std::string& profile, OverstrideConfig& config) {
  if (profile == "senior") {
    config.caution = Real(0.45);
    config.alert = Real(0.55);
    config.personal_ratio = Real(1.10);
  } else if (profile == "athlete") {
    config.caution = Real(0.75);
    config.alert = Real(0.85);
  }
}

host::Result<AnalysisSettings> settings(const Options& o) {
  AnalysisSettings s;
  s.software = "backstep " BACKSTEP_VERSION;
  s.profile = o.profile;
  s.as_live = o.as_live;
  s.span = time_span(o.walk);
  set_profile(o.profile, s.config.overstride);
  if (!o.config.empty()) {
    if (auto read = host::read_config(o.config, s.config); !read) {
      return tl::make_unexpected(read.error());
    }
  }
  if (!o.baseline.empty()) {
    if (auto read = host::read_baseline(o.baseline, s.config.overstride); !read) {
      return tl::make_unexpected(read.error());
    }
  }
  if (!o.calibration.empty()) {
    auto read = host::read_calibration(o.calibration);
    if (!read) {
      return tl::make_unexpected(read.error());
    }
    s.calibration = *read;
  }
  if (o.leg_length_m) {
    s.config.overstride.leg_length_m = *o.leg_length_m;
  } else if (o.height_m) {
    s.config.overstride.leg_length_m = kLegOverHeight * *o.height_m;
  }
  if (o.target_speed_mps) {
    s.config.alert.target_speed_mps = *o.target_speed_mps;
  }
  s.conditions.belt_speed_mps = o.belt_speed_mps;
  s.conditions.incline_pct = o.incline_pct;
  if (o.surface == "treadmill" || o.belt_speed_mps) {
    s.conditions.surface = host::Surface::treadmill;
  } else if (o.surface == "overground") {
    s.conditions.surface = host::Surface::overground;
  }
  return s;
}

/// What a person must hear although the results go to files or a pipe. `before`: goes before each sentence.
void say_what_matters(const std::string& before, const host::WalkReport& report, const SessionSummary& summary) {
  for (const std::string& warning : host::warnings(report, summary)) {
    say(before + warning);
  }
  for (const host::NotKnown& n : host::not_known(report, summary)) {
    say(fmt::format("{}not known: {}: {}", before, n.what, n.because));
  }
}

/// Analyses one walk. Returns its exit code.
int analyze_one(const Options& o, const AnalysisSettings& settings, const std::string& file, const OutputPaths& paths) {
  auto walk = open_walk(o.walk, file, o.as_live);
  if (!walk) {
    return tell(walk.error());
  }
  auto outputs = Outputs::open(paths);
  if (!outputs) {
    return tell(outputs.error());
  }
  const auto analysis = analyse(*walk, settings, (*outputs)->sinks());
  if (!analysis) {
    return tell(analysis.error());
  }
  const host::WalkReport& report = (*analysis)->report;
  const SessionSummary& summary = (*analysis)->summary.finish();
  if (auto done = (*outputs)->finish(report, summary); !done) {
    return tell(done.error());
  }
  const std::string before = o.walk.files.size() > 1 ? file + ": " : "";
  if (paths.none()) {
    auto page = host::OutputFile::open("-");
    page->write(host::summary_text(report, summary, colour_wanted(o.no_color)));
    if (auto done = page->finish(); !done) {
      return tell(done.error());
    }
    for (const std::string& why : report.no_strides_because) {
      if (!why.empty()) {
        say(before + why);
      }
    }
  } else {
    say_what_matters(before, report, summary);
  }
  return report.source.damaged ? 3 : 0;
}

int analyze(const Options& o) {
  if (auto good = check(o.walk); !good) {
    return tell(good.error());
  }
  if (auto good = check(o.out, o.walk.files); !good) {
    return tell(good.error());
  }
  if (o.surface == "overground" && o.belt_speed_mps) {
    return tell({"--belt-speed-mps is for a treadmill: leave --surface overground out.", 2});
  }
  const auto with = settings(o);
  if (!with) {
    return tell(with.error());
  }
  if (o.walk.files.size() <= 1) {
    return analyze_one(o, *with, o.walk.files.empty() ? "" : o.walk.files.front(), o.out);
  }
  // Several walks: each is done, also after one that failed. Failure prevails over loss.
  bool failed = false, damaged = false, first = true;
  for (const std::string& file : o.walk.files) {
    const auto paths = in_folders(o.out, file);
    if (!paths) {
      return tell(paths.error());
    }
    if (o.out.none() && !first) {
      fmt::print("\n");
    }
    first = false;
    const int code = analyze_one(o, *with, file, *paths);
    failed = failed || (code != 0 && code != 3);
    damaged = damaged || code == 3;
  }
  return failed ? 1 : damaged ? 3 : 0;
}

void add_output_options(CLI::App& command, OutputPaths& out) {
  command.add_option("--csv", out.csv, "Write the stride table here; - for stdout; a folder for several walks")
      ->type_name("FILE|-");
  command.add_option("--json", out.json, "Write the stride table as one JSON object a line")->type_name("FILE|-");
  command.add_option("--summary-json", out.summary_json, "Write the summary for programs")->type_name("FILE|-");
  command.add_option("--trajectory", out.trajectory, "Write the smoothed motion, one row a sample")
      ->type_name("FILE|-");
}

void add_person_options(CLI::App& command, Options& o) {
  auto* leg = command
                  .add_option("--leg-length-m", o.leg_length_m,
                              "Leg length, hip (greater trochanter) to floor in shoes: makes overstriding known")
                  ->check(CLI::Range(0.3, 1.5))
                  ->type_name("M");
  command.add_option("--height-m", o.height_m, "Body height, where the leg length is not known (leg = 0.53 x height)")
      ->check(CLI::Range(0.6, 2.5))
      ->type_name("M")
      ->excludes(leg);
  command
      .add_option(
          "--profile", o.profile,
          "Overstride limits, mean step over leg length: general 0.60/0.70, senior 0.45/0.55, athlete 0.75/0.85")
      ->check(CLI::IsMember({"general", "senior", "athlete"}))
      ->type_name("NAME");
  command
      .add_option("--baseline", o.baseline,
                  "Summary JSON of a walk accepted as normal for this person: strides are compared with it")
      ->type_name("FILE");
  command.add_option("--target-speed-mps", o.target_speed_mps, "Alert above this speed")
      ->check(CLI::Range(0.05, 10.0))
      ->type_name("M/S");
}

void add_condition_options(CLI::App& command, Options& o) {
  command.add_option("--surface", o.surface, "overground or treadmill")
      ->check(CLI::IsMember({"overground", "treadmill"}))
      ->type_name("NAME");
  command
      .add_option("--belt-speed-mps", o.belt_speed_mps, "Speed of the treadmill, to compare; nothing is scaled by it")
      ->check(CLI::Range(0.05, 10.0))
      ->type_name("M/S");
  command.add_option("--incline-pct", o.incline_pct, "Incline, uphill positive, to compare")
      ->check(CLI::Range(-40.0, 40.0))
      ->type_name("PERCENT");
}

}  // namespace

void add_analyze(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("analyze", "Find the strides of recorded walks and sum them up");
  add_walk_options(*command, o->walk);
  add_span_options(*command, o->walk);
  add_output_options(*command, o->out);
  add_person_options(*command, *o);
  add_condition_options(*command, *o);
  command->add_option("--calibration", o->calibration, "How the sensors sit, from backstep calibrate")
      ->type_name("FILE");
  command->add_option("--config", o->config, "Thresholds (TOML); see README")->type_name("FILE");
  command->add_flag("--as-live", o->as_live, "As a live session would have seen the walk: no first pass over it");
  command->add_flag("--no-color", o->no_color, "No colours");
  command->footer(
      "Examples:\n"
      "  backstep analyze walk.gait\n"
      "  backstep analyze --left left.csv --right right.csv --left-toes=+x --right-toes=+x --csv strides.csv\n"
      "Without an output option: a summary to read. Several walks: --csv and the like name folders.");
  command->callback([o, &exit_code] { exit_code = analyze(*o); });
}

}  // namespace backstep::cli
