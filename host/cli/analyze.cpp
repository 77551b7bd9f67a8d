#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "host/base/contradiction.h"
#include "host/base/output_file.h"
#include "host/cli/analysis_options.h"
#include "host/cli/command.h"
#include "host/cli/hints.h"
#include "host/cli/terminal.h"
#include "host/cli/walk_input.h"
#include "host/sink/doubts.h"
#include "host/sink/findings.h"
#include "host/sink/summary_text.h"
#include "host/walk/analyse.h"
#include "host/walk/outputs.h"

namespace backstep::cli {

namespace {

struct AnalyzeOptions {
  WalkInput walk;
  host::OutputPaths out;
  host::AnalysisOptions with;
  bool as_live = false, no_color = false, quiet = false;
};

/// What a person must hear although the results go to files or a pipe. `before`: goes before each sentence.
void say_what_matters(const std::string& before, const host::WalkReport& report, const SessionSummary& summary) {
  for (const host::Sentence& warning : host::warnings(report, summary)) {
    say(before + in_words(warning));
  }
  for (const host::NotKnown& n : host::not_known(report, summary)) {
    say(fmt::format("{}not known: {}: {}", before, n.what, in_words(n.because)));
  }
}

/// Beside a summary on stdout, for whoever pipes it: why there is nothing of a foot in it.
void say_why_nothing(const std::string& before, const host::WalkReport& report) {
  for (const Foot foot : {Foot::left, Foot::right}) {
    if (const auto& diagnosis = report.diagnosis[index(foot)]; host::contradicts(diagnosis)) {
      say(before + host::contradiction_sentence(foot, diagnosis));
    }
  }
  for (const std::string& why : report.no_strides_because) {
    if (!why.empty()) {
      say(before + why);
    }
  }
}

/// What the options say; live the rest is as the walk itself was analysed.
host::Result<host::AnalysisSettings> settings_for(const AnalyzeOptions& o, const host::OpenWalk& walk) {
  host::RecordedSettings before;
  if (o.as_live) {
    auto recorded = host::read_recorded_settings(walk.settings, walk.source->info().name);
    if (!recorded) {
      return tl::make_unexpected(recorded.error());
    }
    before = std::move(*recorded);
  }
  if (before.unknown > 0 && !o.quiet) {
    say(fmt::format("{}: {} of its recorded settings are not known to this version and stay as usual.",
                    walk.source->info().name, before.unknown));
  }
  auto with = settings(o.with, host::open_input, before);
  if (with) {
    with->as_live = o.as_live;
    with->span = time_span(o.walk);
  }
  return with;
}

/// Analyses one walk. `paths`: its own outputs; `joined`: the tables of all walks, where there are any. Returns the
/// exit code.
int analyze_one(const AnalyzeOptions& o, const std::string& file, const host::OutputPaths& paths,
                host::JoinedTables* joined) {
  auto walk = open_walk(o.walk, file, o.as_live);
  if (!walk) {
    return tell(walk.error());
  }
  const auto settings = settings_for(o, *walk);
  if (!settings) {
    return tell(settings.error());
  }
  auto outputs = host::Outputs::open(paths);
  if (!outputs) {
    return tell(outputs.error());
  }
  std::vector<host::Sink*> sinks = (*outputs)->sinks();
  if (joined != nullptr) {
    joined->begin_walk(file);
    const std::vector<host::Sink*> others = joined->sinks();
    sinks.insert(sinks.end(), others.begin(), others.end());
  }
  ProgressLine progress("Analysing " + walk->source->info().name, o.quiet);
  const auto analysis = analyse(*walk, *settings, std::move(sinks), [&](double share) { progress.at(share); });
  progress.clear();
  if (!analysis) {
    return tell(analysis.error());
  }
  const host::WalkReport& report = (*analysis)->report;
  const SessionSummary& summary = (*analysis)->summary.finish();
  if (auto done = (*outputs)->finish(); !done) {
    return tell(done.error());
  }
  const std::string before = o.walk.files.size() > 1 ? file + ": " : "";
  if (o.out.none()) {
    auto page = host::OutputFile::open("-");
    page->write(host::summary_text(report, summary, colour_wanted(o.no_color), hint_at_hand));
    if (auto done = page->finish(); !done) {
      return tell(done.error());
    }
    if (!o.quiet) {
      say_why_nothing(before, report);
    }
  } else if (!o.quiet) {
    say_what_matters(before, report, summary);
  }
  return report.source.damaged || host::contradicts(report) ? 3 : 0;
}

/// Each is done, also after one that failed. Failure prevails over loss.
int analyze_several(const AnalyzeOptions& o) {
  auto joined = host::JoinedTables::open(o.out);
  if (!joined) {
    return tell(joined.error());
  }
  bool failed = false, lossy = false, first = true;
  for (const std::string& file : o.walk.files) {
    const auto paths = host::in_folders(o.out, file);
    if (!paths) {
      return tell(paths.error());
    }
    if (o.out.none() && !first) {
      fmt::print("\n");
    }
    first = false;
    const int code = analyze_one(o, file, *paths, joined->get());
    failed = failed || (code != 0 && code != 3);
    lossy = lossy || code == 3;
  }
  if (failed && !(*joined)->sinks().empty()) {
    return tell("the table of all walks is not written: one of them could not be analysed. Name the others alone.", 1);
  }
  if (auto done = (*joined)->finish(); !done) {
    return tell(done.error());
  }
  return failed ? 1 : lossy ? 3 : 0;
}

int analyze(const AnalyzeOptions& o) {
  if (auto good = check(o.walk); !good) {
    return tell(good.error());
  }
  std::vector<std::string> inputs = o.walk.files;
  inputs.insert(inputs.end(), {o.walk.left, o.walk.right, o.with.baseline, o.with.calibration, o.with.config});
  if (auto good = check(o.out, o.walk.files, inputs); !good) {
    return tell(good.error());
  }
  if (const auto good = settings(o.with, host::open_input); !good) {  // before any walk is read
    return tell(good.error());
  }
  if (o.walk.files.size() <= 1) {
    return analyze_one(o, o.walk.files.empty() ? "" : o.walk.files.front(), o.out, nullptr);
  }
  return analyze_several(o);
}

void add_output_options(CLI::App& command, host::OutputPaths& out) {
  command
      .add_option("--csv", out.csv,
                  "Write the stride table here; - for stdout; a folder for several walks, or one .csv for them all")
      ->type_name("FILE|-");
  command.add_option("--json", out.json, "Write the stride table as one JSON object a line")->type_name("FILE|-");
  command.add_option("--summary-json", out.summary_json, "Write the summary for programs")->type_name("FILE|-");
  command.add_option("--trajectory", out.trajectory, "Write the smoothed motion, one row a sample")
      ->type_name("FILE|-");
}

}  // namespace

void add_analyze(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<AnalyzeOptions>();
  CLI::App* command = app.add_subcommand("analyze", "Find the strides of recorded walks and sum them up");
  add_walk_options(*command, o->walk);
  add_span_options(*command, o->walk);
  add_output_options(*command, o->out);
  add_person_options(*command, o->with);
  add_condition_options(*command, o->with);
  add_settings_options(*command, o->with);
  command->add_flag("--as-live", o->as_live, "As a live session would have seen the walk: no first pass over it");
  command->add_flag("-q,--quiet", o->quiet, "Say nothing on stderr but errors; the exit code tells the rest");
  command->add_flag("--no-color", o->no_color, "No colours");
  command->footer(
      "Examples:\n"
      "  backstep analyze walk.gait\n"
      "  backstep analyze --left left.csv --right right.csv --left-toes=+x --right-toes=+x --csv strides.csv\n"
      "  backstep analyze monday.gait friday.gait --csv week.csv\n"
      "Without an output option: a summary to read. Several walks: --csv and the like name folders, or --csv a file\n"
      "that ends in .csv: one table, with the walk's name in a column. What columns mean: backstep columns.");
  command->callback([o, &exit_code] { exit_code = analyze(*o); });
}

}  // namespace backstep::cli
