#include "host/session/run.h"

#include <algorithm>
#include <memory>
#include <variant>

#include "dsp/pipeline/calibrator.h"

namespace backstep::host {

namespace {

constexpr std::size_t kReadingsPerReport = 1 << 14;

void tell_all(const Event& event, std::span<Sink* const> sinks) {
  for (Sink* sink : sinks) {
    if (const auto* contact = std::get_if<Contact>(&event)) {
      sink->on_contact(*contact);
    } else if (const auto* withdrawn = std::get_if<Withdrawn>(&event)) {
      sink->on_withdrawn(*withdrawn);
    } else if (const auto* stride = std::get_if<Stride>(&event)) {
      sink->on_stride(*stride);
    } else if (const auto* alert = std::get_if<Alert>(&event)) {
      sink->on_alert(*alert);
    } else if (const auto* end = std::get_if<AlertEnd>(&event)) {
      sink->on_alert_end(*end);
    }
  }
}

std::array<Decimator, 2> decimators(const SourceInfo& info) {
  return {Decimator(static_cast<Real>(info.rate_hz[0])), Decimator(static_cast<Real>(info.rate_hz[1]))};
}

}  // namespace

SessionConfig fitted_to(const SourceInfo& info, SessionConfig config) {
  for (std::size_t i = 0; i < 2; ++i) {
    config.rate_hz[i] = decimated_rate_hz(static_cast<Real>(info.rate_hz[i]));
  }
  config.common_clock = info.common_clock;
  return config;
}

Run::Run(SessionPipeline& pipeline, const SourceInfo& info, std::span<Sink* const> sinks, const TimeSpan& span)
    : pipeline_(pipeline),
      decimators_(decimators(info)),
      sinks_(sinks.begin(), sinks.end()),
      span_(span),
      // Smoothed motion is integrated once more for whoever wants it: not for nobody.
      trajectory_(std::any_of(sinks.begin(), sinks.end(), [](const Sink* s) { return s->wants_trajectory(); })) {}

void Run::push(const Reading& reading) {
  const std::int64_t t_us = reading.sample.t_us;
  if (!span_.contains(t_us)) {
    return;
  }
  seen_.first_us = std::min(seen_.first_us.value_or(t_us), t_us);
  seen_.last_us = std::max(seen_.last_us.value_or(t_us), t_us);
  decimators_[index(reading.foot)].push(reading.sample, [&](const ImuSample& s) { feed(reading.foot, s); });
}

void Run::feed(Foot foot, const ImuSample& sample) {
  pipeline_.push(foot, sample);
  drain();
  tell_trajectory(foot);
}

void Run::mark(std::int64_t t_us, std::string_view text) {
  if (span_.contains(t_us)) {
    for (Sink* sink : sinks_) {
      sink->on_mark(t_us, text);
    }
  }
}

void Run::finish() {
  for (const Foot foot : kFeet) {
    decimators_[index(foot)].finish([&](const ImuSample& s) { feed(foot, s); });
  }
  pipeline_.finish();
  drain();
  for (const Foot foot : kFeet) {
    tell_trajectory(foot);
  }
}

void Run::drain() {
  while (const auto event = pipeline_.next()) {
    tell_all(*event, sinks_);
  }
}

void Run::tell_trajectory(Foot foot) {
  if (trajectory_) {
    pipeline_.visit_new_trajectory(foot, [&](const TrajectoryPoint& point) {
      for (Sink* sink : sinks_) {
        sink->on_trajectory(foot, point);
      }
    });
  }
}

RunSpan run(Source& source, SessionPipeline& pipeline, std::span<Sink* const> sinks, const TimeSpan& span,
            const Progress& progress) {
  Run run(pipeline, source.info(), sinks, span);
  std::size_t count = 0, marks = 0;
  while (const auto reading = source.next()) {
    for (; marks < source.report().marks.size(); ++marks) {
      run.mark(source.report().marks[marks].t_us, source.report().marks[marks].text);
    }
    run.push(*reading);
    if (progress && span.contains(reading->sample.t_us) && ++count % kReadingsPerReport == 0) {
      progress(source.share());
    }
  }
  run.finish();
  return run.seen();
}

std::array<std::optional<FootCalibration>, 2> calibrate(Source& source, const SessionConfig& config,
                                                        const TimeSpan& span, const Progress& progress) {
  // Two long buffers of samples: too large for a stack.
  const auto calibrator = std::make_unique<Calibrator>(
      CalibratorConfig{.rate_hz = config.rate_hz, .setup = config.setup, .foot = config.foot});
  std::array<Decimator, 2> feet = decimators(source.info());
  std::size_t count = 0;
  while (const auto reading = source.next()) {
    if (!span.contains(reading->sample.t_us)) {
      continue;
    }
    feet[index(reading->foot)].push(reading->sample, [&](const ImuSample& s) { calibrator->push(reading->foot, s); });
    if (progress && ++count % kReadingsPerReport == 0) {
      progress(source.share());
    }
  }
  for (const Foot foot : kFeet) {
    feet[index(foot)].finish([&](const ImuSample& s) { calibrator->push(foot, s); });
  }
  source.rewind();
  return calibrator->finish();
}

}  // namespace backstep::host
