#include "host/cli/analysis_options.h"

#include <CLI/CLI.hpp>

#include "host/session/baseline_file.h"
#include "host/session/config_file.h"

namespace backstep::cli {
namespace {

/// Leg length over body height (dsp/DEFINITIONS.md, limits).
constexpr double kLegOverHeight = 0.53;

/// Overstride limits of a kind of walker; dsp/DEFINITIONS.md.
void set_profile(const std::string& profile, OverstrideConfig& config) {
  const OverstrideConfig usual;
  config.caution = usual.caution;
  config.alert = usual.alert;
  config.personal_ratio = usual.personal_ratio;
  if (profile == "senior") {
    config.caution = Real(0.45);
    config.alert = Real(0.55);
    config.personal_ratio = Real(1.10);
  } else if (profile == "athlete") {
    config.caution = Real(0.75);
    config.alert = Real(0.85);
  }
}

}  // namespace

host::Result<AnalysisSettings> settings(const AnalysisOptions& o, const host::RecordedSettings& before) {
  AnalysisSettings s;
  s.software = "backstep " BACKSTEP_VERSION;
  s.config = before.config;
  s.profile = o.profile.value_or(before.profile);
  if (o.profile) {
    set_profile(*o.profile, s.config.overstride);
  }
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

void add_person_options(CLI::App& command, AnalysisOptions& o) {
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
          "Overstride limits, mean step over leg length: general 0.60/0.70, senior 0.45/0.55, athlete 0.75/0.85: an "
          "expert's choice, from acted walks")
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

void add_condition_options(CLI::App& command, AnalysisOptions& o) {
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

void add_settings_options(CLI::App& command, AnalysisOptions& o) {
  command.add_option("--calibration", o.calibration, "How the sensors sit, from backstep calibrate")->type_name("FILE");
  command.add_option("--config", o.config, "Thresholds (TOML); see README")->type_name("FILE");
}

}  // namespace backstep::cli
