#include "host/walk/analyse.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "host/base/names.h"
#include "host/base/version.h"
#include "host/session/feet_report.h"
#include "host/session/thresholds.h"

namespace backstep::host {

namespace {

constexpr double kGravityRefused = 0.15;  // share of 1 g: a wrong scale or unit, not an uncalibrated sensor
constexpr double kGravityWarned = 0.03;

/// Gravity as the feet's rests showed it. A warning for an accelerometer whose scale is off, an error for one that
/// measures something else.
Result<std::vector<Sentence>> check_gravity(const SourceInfo& info, const ShoeCalibration& calibration) {
  std::vector<Sentence> warnings;
  for (const Foot foot : kFeet) {
    if (info.gravity_checked || !info.has_foot[index(foot)] || !calibration[index(foot)]) {
      continue;
    }
    const double gravity = calibration[index(foot)]->gravity_mps2, off = gravity / kGravity_mps2 - 1;
    if (std::abs(off) > kGravityRefused) {
      return fail({.where = info.name,
                   .what = fmt::format("gravity reads {:.3g} m/s2 where the {} foot rests, so the recording's scale is "
                                       "wrong",
                                       gravity, name(foot)),
                   .expected = "9.81 within 15 %",
                   .hint = Hint::diagnose,
                   .hint_value = info.name});
    }
    if (std::abs(off) > kGravityWarned) {
      warnings.push_back(fmt::format(
          "{}: gravity reads {:.2f} m/s2 where the {} foot rests, {:.0f} % too {}: its accelerometer is not "
          "calibrated. Gravity is taken as it reads; lengths may be off by as much.",
          info.name, gravity, name(foot), 100 * std::abs(off), off > 0 ? "high" : "low"));
    }
  }
  return warnings;
}

/// A walk that the sinks hear the beginning of has an end for them: so this is known before. Leaves the source rewound.
bool any_in(const TimeSpan& span, Source& source) {
  auto reading = source.next();
  while (reading && !span.contains(reading->sample.t_us)) {
    reading = source.next();
  }
  source.rewind();
  return reading.has_value();
}

}  // namespace

Result<std::unique_ptr<Analysis>> analyse(OpenWalk& walk, const AnalysisSettings& settings, std::vector<Sink*> sinks,
                                          const Progress& progress) {
  const SourceInfo& info = walk.source->info();
  SessionConfig config = fitted_to(info, settings.config);
  config.setup = walk.setup;
  ShoeCalibration calibration;
  bool all_stored = true;
  for (const Foot foot : kFeet) {
    calibration[index(foot)] =
        settings.calibration[index(foot)] ? settings.calibration[index(foot)] : walk.stored[index(foot)];
    all_stored = all_stored && (!info.has_foot[index(foot)] || calibration[index(foot)]);
  }

  if (!any_in(settings.span, *walk.source)) {
    return fail({.where = info.name,
                 .what = "no samples are in the part that was chosen; times are those of the input",
                 .hint = Hint::part_of_walk});
  }

  const bool twice = !settings.as_live && !all_stored;
  if (twice) {
    const auto found = calibrate(*walk.source, config, settings.span, part_of(progress, 0, 0.5));
    for (const Foot foot : kFeet) {
      calibration[index(foot)] = calibration[index(foot)] ? calibration[index(foot)] : found[index(foot)];
    }
  }

  const auto gravity_warnings = check_gravity(info, calibration);
  if (!gravity_warnings) {
    return tl::make_unexpected(gravity_warnings.error());
  }

  auto analysis = std::make_unique<Analysis>();
  sinks.push_back(&analysis->summary);
  for (Sink* const sink : sinks) {
    sink->on_begin({info, settings.profile, config.overstride.leg_length_m, false});
  }
  const auto pipeline = std::make_unique<SessionPipeline>(config, calibration);  // large: buffers of samples
  const RunSpan seen = run(*walk.source, *pipeline, sinks, settings.span, part_of(progress, twice ? 0.5 : 0, 1));

  WalkReport& report = analysis->report;
  report.software = software();
  report.info = info;
  report.source = walk.source->report();
  report.source.warnings.insert(report.source.warnings.end(), gravity_warnings->begin(), gravity_warnings->end());
  report.begin_us = seen.first_us;
  report.end_us = seen.last_us;
  report.conditions = settings.conditions;
  report.overstride = config.overstride;
  report.roll_min_rate_hz = config.foot.roll.min_rate_hz;
  report.profile = settings.profile;
  report.settings = settings_of(config);
  report.marks = analysis->summary.marks();
  report.as_live = settings.as_live;
  const SessionSummary& summary = analysis->summary.finish();
  report_feet(*pipeline, config, summary, report);
  for (Sink* const sink : sinks) {
    sink->on_end(report, summary);
  }
  return analysis;
}

}  // namespace backstep::host
