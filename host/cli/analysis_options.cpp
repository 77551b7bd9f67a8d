#include "host/cli/analysis_options.h"

#include <CLI/CLI.hpp>
#include <vector>

#include "host/cli/command.h"

namespace backstep::cli {

void add_person_options(CLI::App& command, host::AnalysisOptions& o) {
  auto* leg = command
                  .add_option("--leg-length-m", o.leg_length_m,
                              "Leg length, hip (greater trochanter) to floor in shoes: makes overstriding known")
                  ->check(within(host::kLegLengths_m))
                  ->type_name("M");
  command.add_option("--height-m", o.height_m, "Body height, where the leg length is not known (leg = 0.53 x height)")
      ->check(within(host::kBodyHeights_m))
      ->type_name("M")
      ->excludes(leg);
  command
      .add_option(
          "--profile", o.profile,
          "Overstride limits, mean step over leg length: general 0.60/0.70, senior 0.45/0.55, athlete 0.75/0.85: an "
          "expert's choice, from acted walks")
      ->check(CLI::IsMember(std::vector<std::string>(host::kProfiles.begin(), host::kProfiles.end())))
      ->type_name("NAME");
  command
      .add_option("--baseline", o.baseline,
                  "Summary JSON of a walk accepted as normal for this person: strides are compared with it")
      ->type_name("FILE");
  command.add_option("--target-speed-mps", o.target_speed_mps, "Alert above this speed")
      ->check(within(host::kTargetSpeeds_mps))
      ->type_name("M/S");
}

void add_condition_options(CLI::App& command, host::AnalysisOptions& o) {
  const auto set_surface = [&o](const std::string& name) {
    o.surface = name == "treadmill" ? host::Surface::treadmill : host::Surface::overground;
  };
  command.add_option_function<std::string>("--surface", set_surface, "overground or treadmill")
      ->check(CLI::IsMember({"overground", "treadmill"}))
      ->type_name("NAME");
  command
      .add_option("--belt-speed-mps", o.belt_speed_mps, "Speed of the treadmill, to compare; nothing is scaled by it")
      ->check(within(host::kBeltSpeeds_mps))
      ->type_name("M/S");
  command.add_option("--incline-pct", o.incline_pct, "Incline, uphill positive, to compare")
      ->check(within(host::kInclines_pct))
      ->type_name("PERCENT");
}

void add_settings_options(CLI::App& command, host::AnalysisOptions& o) {
  command.add_option("--calibration", o.calibration, "How the sensors sit, from backstep calibrate")->type_name("FILE");
  command.add_option("--config", o.config, "Thresholds (TOML); see README")->type_name("FILE");
}

}  // namespace backstep::cli
