#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "host/base/file.h"
#include "host/base/names.h"
#include "host/cli/command.h"
#include "host/cli/terminal.h"
#include "host/cli/walk_input.h"
#include "host/sink/doubts.h"
#include "host/source/recording_findings.h"
#include "host/walk/analyse.h"

namespace backstep::cli {
namespace {

struct DoctorOptions {
  std::vector<std::string> recordings;
  bool json = false;
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

/// What only the analysis sees.
struct Seen {
  host::FeetDiagnosis diagnosis;
  std::vector<host::Finding> mounting;
};

/// Nothing where it refuses the recording: the survey says why.
Seen analysed(const std::string& recording) {
  Seen seen;
  auto walk = open_walk({}, recording, false);
  if (!walk) {
    return seen;
  }
  ProgressLine progress("Analysing " + recording);
  if (const auto analysis = analyse(*walk, {}, {}, [&](double share) { progress.at(share); })) {
    const host::WalkReport& report = (*analysis)->report;
    for (std::size_t i = 0; i < seen.diagnosis.size(); ++i) {
      seen.diagnosis[i] = report.diagnosis[i];
    }
    for (const host::MountingDoubt& doubt : host::mounting_doubts(report, (*analysis)->summary.finish())) {
      seen.mounting.push_back({doubt.foot ? std::string(host::name(*doubt.foot)) : "feet", doubt.what, doubt.todo.text,
                               doubt.todo.hint, doubt.todo.hint_value});
    }
  }
  return seen;
}

/// Of one recording.
host::Result<std::vector<host::Finding>> findings_of(const std::string& recording) {
  const auto survey = host::survey_recording(host::open_input(recording));
  if (!survey) {
    return tl::make_unexpected(survey.error());
  }
  const Seen seen = analysed(recording);
  auto findings = host::findings(recording, *survey, seen.diagnosis);
  findings.insert(findings.end(), seen.mounting.begin(), seen.mounting.end());
  return findings;
}

/// Each is looked at, also after one that cannot be read.
int doctor(const DoctorOptions& o) {
  Json all = Json::array();
  bool failed = false, found = false;
  for (const std::string& recording : o.recordings) {
    const auto findings = findings_of(recording);
    if (!findings) {
      tell(findings.error());
      failed = true;
      continue;
    }
    found = found || !findings->empty();
    if (o.json) {
      all.push_back(as_json(recording, *findings));
    } else {
      print_text(recording, *findings);
    }
  }
  if (o.json && !all.empty()) {
    const Json& json = o.recordings.size() == 1 ? all.front() : all;
    fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
  }
  return failed ? 1 : found ? 3 : 0;
}

}  // namespace

void add_doctor(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<DoctorOptions>();
  auto* cmd = app.add_subcommand("doctor", "Tell what is wrong with a recording, where, and what to do");
  cmd->add_option("recording", o->recordings, "Recordings (.gait)")->required();
  cmd->add_flag("--json", o->json, "As one JSON object; of several recordings as a list of them");
  cmd->footer(
      "Exit code: 0 nothing wrong, 3 something found, 1 not readable at all.\n"
      "Examples:\n"
      "  backstep doctor walk.gait\n"
      "  backstep doctor *.gait");
  cmd->callback([o, &exit_code] { exit_code = doctor(*o); });
}

}  // namespace backstep::cli
