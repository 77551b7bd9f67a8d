#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cstdio>
#include <functional>
#include <nlohmann/json.hpp>

#include "host/base/file.h"
#include "host/base/names.h"
#include "host/base/printable.h"
#include "host/base/toes_axis.h"
#include "host/cli/command.h"
#include "host/cli/terminal.h"
#include "host/recording/gait_header_codec.h"
#include "host/session/recorded_settings.h"
#include "host/source/recording_survey.h"
#include "host/source/unused_packets.h"

namespace backstep::cli {
namespace {

using host::FootSurvey;
using host::RecordedDevice;
using host::RecordingSurvey;
using Json = nlohmann::ordered_json;

struct InfoOptions {
  std::string recording;
  bool json = false;
};

std::string wall_clock(std::int64_t utc_us) {
  return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(static_cast<std::time_t>(utc_us / 1'000'000)));
}

/// Seconds from the first to the last sample of either foot.
double duration_s(const RecordingSurvey& survey) {
  std::optional<std::int64_t> first_us, last_us;
  for (const FootSurvey& foot : survey.feet) {
    if (foot.counters.samples > 0) {
      first_us = std::min(first_us.value_or(foot.first_us), foot.first_us);
      last_us = std::max(last_us.value_or(foot.last_us), foot.last_us);
    }
  }
  return first_us ? static_cast<double>(*last_us - *first_us) * 1e-6 : 0;
}

/// What the walk was analysed with while it went on, and `analyze --as-live` takes.
std::string settings_line(const std::string& name, const std::string& configuration) {
  if (configuration.empty()) {
    return "not recorded";
  }
  const auto settings = host::read_recorded_settings(configuration, name);
  return settings ? host::described(*settings) : std::string("cannot be read (--json shows them)");
}

void print_line(const char* what, const std::string& value) {
  if (!value.empty()) {
    show(fmt::format("  {:<14}{}", what, value));
  }
}

void print_feet(const RecordingSurvey& survey) {
  using Cell = std::function<std::string(const RecordedDevice&, const FootSurvey&)>;
  const std::initializer_list<std::pair<const char*, Cell>> rows = {
      {"sensor", [](const auto& d, const auto&) { return d.sensor; }},
      {"serial", [](const auto& d, const auto&) { return d.serial; }},
      {"firmware", [](const auto& d, const auto&) { return d.firmware; }},
      {"boot id",
       [](const auto& d, const auto&) { return d.boot_id != 0 ? fmt::format("{:08x}", d.boot_id) : std::string(); }},
      {"toes at", [](const auto& d, const auto&) { return std::string(host::name(d.toes_axis)); }},
      {"calibration", [](const auto& d, const auto&) { return std::string(d.calibration ? "stored" : "none"); }},
      {"range",
       [](const auto& d, const auto&) {
         return fmt::format("{:.0f} g {:.0f} deg/s", d.scales.acc_range_mps2 / kGravity_mps2,
                            rad_to_deg(d.scales.gyr_range_radps));
       }},
      {"rate",
       [](const auto& d, const auto& f) {
         return f.rate_hz ? fmt::format("{:.2f} Hz", *f.rate_hz) : fmt::format("{:.0f} Hz stated", d.rate_hz);
       }},
      {"samples", [](const auto&, const auto& f) { return fmt::format("{}", f.counters.samples); }},
      {"lost",
       [](const auto&, const auto& f) {
         return fmt::format("{} ({:.1f} %)", f.counters.lost_samples, 100 * f.lost_share());
       }},
      {"clock",
       [](const auto&, const auto& f) {
         return f.clock_uncertainty_us ? fmt::format("{:+.0f} ppm, +-{:.0f} ms", f.clock_drift_ppm.value_or(0),
                                                     static_cast<double>(*f.clock_uncertainty_us) * 1e-3)
                                       : std::string();
       }},
      {"gaps", [](const auto&, const auto& f) { return fmt::format("{}", f.counters.gaps); }},
      {"not used",
       [](const auto&, const auto& f) {
         return f.counters.unused() > 0 ? fmt::format("{} of {} packets", f.counters.unused(), f.counters.packets)
                                        : std::string();
       }},
      {"clock set",
       [](const auto&, const auto& f) {
         return f.counters.clock_jumps > 0 ? fmt::format("{}", f.counters.clock_jumps) : std::string();
       }},
      {"restarts",
       [](const auto&, const auto& f) {
         return f.counters.reboots > 0 ? fmt::format("{}", f.counters.reboots) : std::string();
       }},
  };
  show("");
  show(fmt::format("  {:<14}{:<20}{}", "", "left", "right"));
  for (const auto& [what, cell] : rows) {
    std::array<std::string, 2> cells;
    for (const Foot foot : {Foot::left, Foot::right}) {
      const auto& device = survey.header.devices[index(foot)];
      cells[index(foot)] = device ? host::printable(cell(*device, survey.feet[index(foot)])) : "-";
    }
    if (!cells[0].empty() || !cells[1].empty()) {
      show(fmt::format("  {:<14}{:<20}{}", what, cells[0], cells[1]));
    }
  }
}

void print_text(const std::string& name, const RecordingSurvey& survey) {
  show(name);
  print_line("size", fmt::format("{:.1f} kB, .gait version {}", static_cast<double>(survey.file_bytes) / 1000,
                                 host::kFormatVersion));
  print_line("made by", survey.header.software);
  print_line("origin", survey.header.origin);
  print_line("started", survey.header.start_utc_us ? wall_clock(*survey.header.start_utc_us) : "not known");
  print_line("lasts", fmt::format("{:.2f} s", duration_s(survey)));
  print_line("clocks", survey.header.common_clock ? "one for both feet" : "one for each foot");
  print_line("settings", settings_line(name, survey.header.configuration));
  print_feet(survey);
  if (!survey.outages.empty()) {
    show("");
    show("  without a link (what the shoe kept came later)");
  }
  for (const host::GapRecord& outage : survey.outages) {
    show(fmt::format("  {:>12.3f} s to {:.3f} s {}: {}", static_cast<double>(outage.from_us) * 1e-6,
                     static_cast<double>(outage.to_us) * 1e-6, host::name(outage.foot), outage.reason));
  }
  if (!survey.marks.empty()) {
    show("");
    show("  marks");
  }
  for (const host::MarkRecord& mark : survey.marks) {
    show(fmt::format("  {:>12.3f} s {}", static_cast<double>(mark.at_us) * 1e-6, mark.text));
  }
  show("");
  if (const std::string fault = host::rate_fault(survey.header); !fault.empty()) {
    show(fmt::format("Cannot be analysed: by its header {}. Next: backstep doctor {}", fault, name));
    return;
  }
  show("Next: backstep analyze " + name);
}

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json device_json(const RecordedDevice& d, const FootSurvey& f) {
  return {{"sensor", d.sensor},
          {"serial", d.serial},
          {"firmware", d.firmware},
          {"boot_id", d.boot_id},
          {"toes_axis", host::name(d.toes_axis)},
          {"calibrated", d.calibration.has_value()},
          {"stated_rate_hz", d.rate_hz},
          {"acc_lsb_mps2", d.scales.acc_lsb_mps2},
          {"gyr_lsb_radps", d.scales.gyr_lsb_radps},
          {"acc_range_mps2", d.scales.acc_range_mps2},
          {"gyr_range_radps", d.scales.gyr_range_radps},
          {"rate_hz", or_null(f.rate_hz)},
          {"first_s", static_cast<double>(f.first_us) * 1e-6},
          {"last_s", static_cast<double>(f.last_us) * 1e-6},
          {"packets", f.counters.packets},
          {"invalid_packets", f.counters.invalid},
          {"not_believed_packets", f.counters.not_believed},
          {"stale_packets", f.counters.stale},
          {"lost_packets", f.counters.lost_packets},
          {"samples", f.counters.samples},
          {"lost_samples", f.counters.lost_samples},
          {"clock_drift_ppm", or_null(f.clock_drift_ppm)},
          {"clock_uncertainty_s",
           f.clock_uncertainty_us ? Json(static_cast<double>(*f.clock_uncertainty_us) * 1e-6) : Json(nullptr)},
          {"gaps", f.counters.gaps},
          {"reboots", f.counters.reboots},
          {"clock_jumps", f.counters.clock_jumps}};
}

void print_json(const std::string& name, const RecordingSurvey& survey) {
  Json json = {
      {"file", name},
      {"bytes", survey.file_bytes},
      {"format_version", host::kFormatVersion},
      {"whole", survey.file.whole()},
      {"software", survey.header.software},
      {"origin", survey.header.origin},
      {"start_utc_s",
       survey.header.start_utc_us ? Json(static_cast<double>(*survey.header.start_utc_us) * 1e-6) : Json(nullptr)},
      {"duration_s", duration_s(survey)},
      {"common_clock", survey.header.common_clock},
      {"configuration", survey.header.configuration}};
  for (const Foot foot : {Foot::left, Foot::right}) {
    const auto& device = survey.header.devices[index(foot)];
    json[std::string(host::name(foot))] = device ? device_json(*device, survey.feet[index(foot)]) : Json(nullptr);
  }
  json["marks"] = Json::array();
  for (const host::MarkRecord& mark : survey.marks) {
    json["marks"].push_back({{"t_s", static_cast<double>(mark.at_us) * 1e-6}, {"text", mark.text}});
  }
  json["outages"] = Json::array();
  for (const host::GapRecord& outage : survey.outages) {
    json["outages"].push_back({{"foot", host::name(outage.foot)},
                               {"from_s", static_cast<double>(outage.from_us) * 1e-6},
                               {"to_s", static_cast<double>(outage.to_us) * 1e-6},
                               {"reason", outage.reason}});
  }
  // A damaged text may be no UTF-8: shown with replacement characters rather than not at all.
  fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
}

int info(const InfoOptions& o) {
  const auto survey = host::survey_recording(host::open_input(o.recording));
  if (!survey) {
    return tell(survey.error());
  }
  if (o.json) {
    print_json(o.recording, *survey);
  } else {
    print_text(o.recording, *survey);
  }
  for (const std::string& sentence : host::damage_sentences(o.recording, survey->file)) {
    say(sentence);
  }
  bool lossy = !survey->file.whole();
  for (const Foot foot : kFeet) {
    if (const host::FootCounters& counters = survey->feet[index(foot)].counters; host::mostly_unused(counters)) {
      say(fmt::format("{}: {} foot: {}. `backstep doctor {}` tells more", o.recording, host::name(foot),
                      host::unused_words(counters), o.recording));
      lossy = true;
    }
  }
  return lossy ? 3 : 0;
}

}  // namespace

void add_info(CLI::App& app, int& exit_code) {
  auto o = std::make_shared<InfoOptions>();
  auto* cmd = app.add_subcommand("info", "Tell what is in a recording");
  cmd->add_option("recording", o->recording, "A .gait file")->required();
  cmd->add_flag("--json", o->json, "As one JSON object");
  cmd->footer("Example: backstep info data/backward-good.gait");
  cmd->callback([o, &exit_code] { exit_code = info(*o); });
}

}  // namespace backstep::cli
