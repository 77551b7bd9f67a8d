#include "host/session/run.h"

#include <algorithm>
#include <memory>
#include <variant>

#include "dsp/pipeline/calibrator.h"

namespace backstep::host {

namespace {

constexpr std::array kFeet = {Foot::left, Foot::right};
constexpr std::size_t kReadingsPerReport = 1 << 14;

void tell(const Event& event, std::span<Sink* const> sinks) {
  for (Sink* sink : sinks) {
    if (const auto* contact = std::get_if<Contact>(&event)) {
      sink->on_contact(*contact);
    } else if (const auto* withdrawn = std::get_if<Withdrawn>(&event)) {
      sink->on_withdrawn(*withdrawn);
    } else if (const auto* stride = std::get_if<Stride>(&event)) {
      sink->on_stride(*stride);
    } else if (const auto* alert = std::get_if<Alert>(&event)) {
      sink->on_alert(*alert);
    }
  }
}

void drain(SessionPipeline& pipeline, std::span<Sink* const> sinks) {
  while (const auto event = pipeline.next()) {
    tell(*event, sinks);
  }
}

void tell_trajectory(SessionPipeline& pipeline, Foot foot, std::span<Sink* const> sinks) {
  pipeline.visit_new_trajectory(foot, [&](const TrajectoryPoint& point) {
    for (Sink* sink : sinks) {
      sink->on_trajectory(foot, point);
    }
  });
}

}  // namespace

SessionConfig fitted_to(const SourceInfo& info, SessionConfig config) {
  config.rate_hz = {static_cast<Real>(info.rate_hz[0]), static_cast<Real>(info.rate_hz[1])};
  config.common_clock = info.common_clock;
  return config;
}

RunSpan run(Source& source, SessionPipeline& pipeline, std::span<Sink* const> sinks, const TimeSpan& span,
            const Progress& progress) {
  // Smoothed motion is integrated once more for whoever wants it: not for nobody.
  const bool trajectory = std::any_of(sinks.begin(), sinks.end(), [](const Sink* s) { return s->wants_trajectory(); });
  RunSpan seen;
  std::size_t count = 0;
  while (const auto reading = source.next()) {
    const std::int64_t t_us = reading->sample.t_us;
    if (!span.contains(t_us)) {
      continue;
    }
    seen.first_us = std::min(seen.first_us.value_or(t_us), t_us);
    seen.last_us = std::max(seen.last_us.value_or(t_us), t_us);
    pipeline.push(reading->foot, reading->sample);
    drain(pipeline, sinks);
    if (trajectory) {
      tell_trajectory(pipeline, reading->foot, sinks);
    }
    if (progress && ++count % kReadingsPerReport == 0) {
      progress(t_us);
    }
  }
  pipeline.finish();
  drain(pipeline, sinks);
  if (trajectory) {
    for (const Foot foot : kFeet) {
      tell_trajectory(pipeline, foot, sinks);
    }
  }
  return seen;
}

std::array<std::optional<FootCalibration>, 2> calibrate(Source& source, const SessionConfig& config,
                                                        const TimeSpan& span, const Progress& progress) {
  // Two long buffers of samples: too large for a stack.
  const auto calibrator = std::make_unique<Calibrator>(
      CalibratorConfig{.rate_hz = config.rate_hz, .setup = config.setup, .foot = config.foot});
  std::size_t count = 0;
  while (const auto reading = source.next()) {
    if (!span.contains(reading->sample.t_us)) {
      continue;
    }
    calibrator->push(reading->foot, reading->sample);
    if (progress && ++count % kReadingsPerReport == 0) {
      progress(reading->sample.t_us);
    }
  }
  source.rewind();
  return calibrator->finish();
}

}  // namespace backstep::host
