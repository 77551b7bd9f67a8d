#include "host/walk/settings.h"

#include "host/session/baseline_file.h"
#include "host/session/config_file.h"

namespace backstep::host {
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

Result<void> check_options(const AnalysisOptions& o) {
  if (o.surface == Surface::overground && o.belt_speed_mps) {
    return fail({.kind = ErrorKind::request,
                 .what = "a belt's speed was said of a walk overground",
                 .expected = "one on a treadmill",
                 .todo = "Leave one of the two out"});
  }
  return all_of({check_number("leg length", o.leg_length_m, kLegLengths_m, " m"),
                 check_number("body height", o.height_m, kBodyHeights_m, " m"),
                 check_number("target speed", o.target_speed_mps, kTargetSpeeds_mps, " m/s"),
                 check_number("belt speed", o.belt_speed_mps, kBeltSpeeds_mps, " m/s"),
                 check_number("incline", o.incline_pct, kInclines_pct, " %"),
                 check_word("profile", o.profile, {kProfiles.begin(), kProfiles.end()})});
}

}  // namespace

Result<AnalysisSettings> settings(const AnalysisOptions& o, const OpenNamed& open, const RecordedSettings& before) {
  if (auto good = check_options(o); !good) {
    return tl::make_unexpected(good.error());
  }
  AnalysisSettings s;
  s.config = before.config;
  s.profile = o.profile.value_or(before.profile);
  if (o.profile) {
    set_profile(*o.profile, s.config.overstride);
  }
  if (!o.config.empty()) {
    if (auto read = read_config(open(o.config), s.config); !read) {
      return tl::make_unexpected(read.error());
    }
  }
  if (!o.baseline.empty()) {
    if (auto read = read_baseline(open(o.baseline), s.config.overstride); !read) {
      return tl::make_unexpected(read.error());
    }
  }
  if (!o.calibration.empty()) {
    auto read = read_calibration(open(o.calibration));
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
  s.conditions.surface = o.belt_speed_mps ? Surface::treadmill : o.surface;
  return s;
}

}  // namespace backstep::host
