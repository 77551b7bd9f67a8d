#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "host/base/file.h"
#include "host/base/names.h"
#include "host/base/output_file.h"
#include "host/cli/command.h"
#include "host/cli/terminal.h"
#include "host/cli/walk_input.h"
#include "host/report/doctor_page.h"
#include "host/sink/doubts.h"
#include "host/source/recording_findings.h"
#include "host/walk/analyse.h"

namespace backstep::cli {
namespace {

struct DoctorOptions {
  std::vector<std::string> recordings;
  bool json = false;
  std::string html;
};

using Json = nlohmann::ordered_json;

std::string todo_of(const host::Finding& f) { return in_words(host::Sentence(f.todo, f.hint, f.hint_value)); }

Json as_json(const std::string& name, const std::vector<host::Finding>& findings) {
  Json list = Json::array();
  for (const host::Finding& f : findings) {
    list.push_back({{"where", f.where}, {"what", f.what}, {"todo", todo_of(f)}});
  }
  return {{"file", name}, {"findings", list}};
}

void print_text(const std::string& name, const std::vector<host::Finding>& findings) {
  if (findings.empty()) {
    show(fmt::format("{}: nothing wrong was found. Next: backstep analyze {}", name, name));
    return;
  }
  show(fmt::format("{}: {} finding{}", name, findings.size(), findings.size() == 1 ? "" : "s"));
  for (const host::Finding& f : findings) {
    show("");
    show(fmt::format("  {:<7}{}.", f.where, f.what));
    show("         " + host::ended(todo_of(f)));
  }
}

/// Adds what only the analysis sees; where it refuses the recording, that, and the survey says why.
void analyse(const std::string& recording, host::Diagnosed& found) {
  const auto refused = [&](const host::Error& error) { found.not_analysed = error.what; };
  auto walk = open_walk({}, recording, false);
  if (!walk) {
    return refused(walk.error());
  }
  ProgressLine progress("Analysing " + recording);
  const auto analysis = host::analyse(*walk, {}, {&found.strides}, [&](double share) { progress.at(share); });
  if (!analysis) {
    return refused(analysis.error());
  }
  const host::WalkReport& report = (*analysis)->report;
  found.no_strides_because = report.no_strides_because;
  found.findings = host::findings(recording, found.survey, {report.diagnosis[0], report.diagnosis[1]});
  for (const host::MountingDoubt& doubt : host::mounting_doubts(report, (*analysis)->summary.finish())) {
    found.findings.push_back({doubt.foot ? std::string(host::name(*doubt.foot)) : "feet", doubt.what, doubt.todo.text,
                              std::nullopt, doubt.todo.hint, doubt.todo.hint_value});
  }
}

host::Result<host::Diagnosed> diagnosed(const std::string& recording) {
  auto survey = host::survey_recording(host::open_input(recording));
  if (!survey) {
    return tl::make_unexpected(survey.error());
  }
  host::Diagnosed found;
  found.survey = std::move(*survey);
  found.findings = host::findings(recording, found.survey);
  analyse(recording, found);
  return found;
}

/// One recording as a page.
int write_page(const DoctorOptions& o) {
  if (o.recordings.size() > 1) {
    return tell("--html takes one recording at a time.", 2);
  }
  const std::string& recording = o.recordings.front();
  host::FileClaims claims;
  claims.reads(recording);
  if (auto free = claims.writes(o.html); !free) {
    return tell(free.error());
  }
  auto file = host::OutputFile::open(o.html);
  if (!file) {
    return tell(file.error());
  }
  auto found = diagnosed(recording);
  if (!found) {
    return tell(found.error());
  }
  const bool sound = found->findings.empty();
  for (host::Finding& f : found->findings) {
    f.todo = todo_of(f);
    f.hint = host::Hint::none;
  }
  const auto picture = host::draw_recording(host::open_input(recording), std::move(*found));
  if (!picture) {
    return tell(picture.error());
  }
  host::write_doctor_page(recording, *picture, *file);
  if (auto written = file->finish(); !written) {
    return tell(written.error());
  }
  if (!file->is_stdout()) {
    print_text(recording, picture->found.findings);
    say("wrote " + o.html);
  }
  return sound ? 0 : 3;
}

/// Each is looked at, also after one that cannot be read.
int doctor(const DoctorOptions& o) {
  if (!o.html.empty()) {
    return write_page(o);
  }
  Json all = Json::array();
  bool failed = false, found = false;
  for (const std::string& recording : o.recordings) {
    const auto diagnosis = diagnosed(recording);
    if (!diagnosis) {
      tell(diagnosis.error());
      failed = true;
      continue;
    }
    found = found || !diagnosis->findings.empty();
    if (o.json) {
      all.push_back(as_json(recording, diagnosis->findings));
    } else {
      print_text(recording, diagnosis->findings);
    }
  }
  if (o.json && !all.empty()) {
    const Json& json = o.recordings.size() == 1 ? all.front() : all;
    fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
  } else if (found && o.recordings.size() == 1) {
    show("");
    show(fmt::format("See the picture: backstep doctor {} --html page.html", o.recordings.front()));
  }
  return failed ? 1 : found ? 3 : 0;
}

}  // namespace

void add_doctor(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<DoctorOptions>();
  auto* cmd = app.add_subcommand("doctor", "Tell what is wrong with a recording, where, and what to do");
  cmd->add_option("recording", o->recordings, "Recordings (.gait)")->required();
  auto* json = cmd->add_flag("--json", o->json, "As one JSON object; of several recordings as a list of them");
  cmd->add_option("--html", o->html, "Also as a page with a picture of the signals, of one recording; - for stdout")
      ->excludes(json)
      ->type_name("FILE|-");
  cmd->footer(
      "Exit code: 0 nothing wrong, 3 something found, 1 not readable at all.\n"
      "The page shows the signals of each foot, what is missing in them, the contacts that were found, and\n"
      "some seconds with every sample. It is one file that needs no other, for a browser or for paper.\n"
      "Examples:\n"
      "  backstep doctor walk.gait\n"
      "  backstep doctor walk.gait --html walk.html\n"
      "  backstep doctor *.gait");
  cmd->callback([o, &exit_code] { exit_code = doctor(*o); });
}

}  // namespace backstep::cli
