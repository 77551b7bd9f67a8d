#include "host/cli/analysis.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "host/cli/terminal.h"
#include "host/session/no_strides.h"
#include "host/session/thresholds.h"
#include "host/sink/contradiction.h"
#include "host/sink/names.h"

namespace backstep::cli {

namespace {

constexpr double kGravityRefused = 0.15;  // share of 1 g: a wrong scale or unit, not an uncalibrated sensor
constexpr double kGravityWarned = 0.03;

/// Gravity as the feet's rests showed it. A warning for an accelerometer whose scale is off, an error for one that
/// measures something else.
host::Result<std::vector<std::string>> check_gravity(const host::SourceInfo& info,
                                                     const host::ShoeCalibration& calibration) {
  std::vector<std::string> warnings;
  for (const Foot foot : kFeet) {
    if (info.gravity_checked || !info.has_foot[index(foot)] || !calibration[index(foot)]) {
      continue;
    }
    const double gravity = calibration[index(foot)]->gravity_mps2, off = gravity / kGravity_mps2 - 1;
    if (std::abs(off) > kGravityRefused) {
      return host::fail(fmt::format(
          "{}: gravity reads {:.3g} m/s2 where the {} foot rests, expected 9.81 within 15 %. The recording's "
          "scale is wrong: see backstep doctor.",
          info.name, gravity, host::name(foot)));
    }
    if (std::abs(off) > kGravityWarned) {
      warnings.push_back(fmt::format(
          "{}: gravity reads {:.2f} m/s2 where the {} foot rests, {:.0f} % too {}: its accelerometer is not "
          "calibrated. Gravity is taken as it reads; lengths may be off by as much.",
          info.name, gravity, host::name(foot), 100 * std::abs(off), off > 0 ? "high" : "low"));
    }
  }
  return warnings;
}

}  // namespace

host::Result<std::unique_ptr<Analysis>> analyse(OpenWalk& walk, const AnalysisSettings& settings,
                                                std::vector<host::Sink*> sinks) {
  const host::SourceInfo& info = walk.source->info();
  SessionConfig config = host::fitted_to(info, settings.config);
  config.setup = walk.setup;
  host::ShoeCalibration calibration;
  bool all_stored = true;
  for (const Foot foot : kFeet) {
    calibration[index(foot)] =
        settings.calibration[index(foot)] ? settings.calibration[index(foot)] : walk.stored[index(foot)];
    all_stored = all_stored && (!info.has_foot[index(foot)] || calibration[index(foot)]);
  }

  ProgressLine progress("Analysing " + info.name, settings.quiet);
  const host::Progress show = [&](std::int64_t t_us) { progress.at(t_us); };
  if (!settings.as_live && !all_stored) {
    const auto found = host::calibrate(*walk.source, config, settings.span, show);
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
  const auto pipeline = std::make_unique<SessionPipeline>(config, calibration);  // large: buffers of samples
  const host::RunSpan seen = host::run(*walk.source, *pipeline, sinks, settings.span, show);
  if (!seen.first_us) {
    return host::fail(
        fmt::format("{} has no samples between --from and --to. Times are those of the input.", info.name));
  }

  host::WalkReport& report = analysis->report;
  report.software = settings.software;
  report.info = info;
  report.source = walk.source->report();
  report.source.warnings.insert(report.source.warnings.end(), gravity_warnings->begin(), gravity_warnings->end());
  report.begin_us = seen.first_us;
  report.end_us = seen.last_us;
  report.conditions = settings.conditions;
  report.overstride = config.overstride;
  report.roll_min_rate_hz = config.foot.roll.min_rate_hz;
  report.profile = settings.profile;
  report.settings = host::settings_of(config);
  report.marks = analysis->summary.marks();
  report.as_live = settings.as_live;
  const SessionSummary& summary = analysis->summary.finish();
  for (const Foot foot : kFeet) {
    if (!info.has_foot[index(foot)]) {
      continue;
    }
    const FootDiagnosis diagnosis = pipeline->diagnosis(foot);
    report.diagnosis[index(foot)] = diagnosis;
    report.calibration[index(foot)] = pipeline->calibration(foot);
    report.toe_log_odds[index(foot)] = diagnosis.toe_log_odds;
    report.unfinished_swings[index(foot)] = diagnosis.unfinished_swing ? 1 : 0;
    if (summary.rows(foot) == 0 && !host::contradicts(diagnosis)) {
      report.no_strides_because[index(foot)] = host::no_strides_because(foot, diagnosis, config);
    }
  }
  return analysis;
}

}  // namespace backstep::cli
