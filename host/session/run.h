#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "dsp/base/decimator.h"
#include "dsp/calibration/foot_calibration.h"
#include "dsp/pipeline/session_pipeline.h"
#include "host/base/progress.h"
#include "host/sink/sink.h"
#include "host/source/source.h"

namespace backstep::host {

/// The part of a walk to look at, [begin, end) in the input's own time. Empty = no limit.
struct TimeSpan {
  std::optional<std::int64_t> begin_us, end_us;

  bool contains(std::int64_t t_us) const { return (!begin_us || t_us >= *begin_us) && (!end_us || t_us < *end_us); }
};

/// First and last sample that went through; empty when there was none.
struct RunSpan {
  std::optional<std::int64_t> first_us, last_us;
};

/// `config` with what the source tells: which feet there are, their rates as Run decimates them, and whether they share
/// a clock.
SessionConfig fitted_to(const SourceInfo& info, SessionConfig config);

/// Takes readings through the pipeline and tells the sinks what comes out, in order: live, replay and batch are this
/// one object. Readings above 416 Hz are decimated first (dsp/base/decimator.h). Readings outside `span` are skipped.
/// Pipeline and sinks must outlive it.
class Run {
 public:
  /// `info`: of where the readings come from; `pipeline` has a config fitted_to() it.
  Run(SessionPipeline& pipeline, const SourceInfo& info, std::span<Sink* const> sinks, const TimeSpan& span = {});

  void push(const Reading& reading);

  /// Somebody marked this instant.
  void mark(std::int64_t t_us, std::string_view text);

  /// After the last reading.
  void finish();

  const RunSpan& seen() const { return seen_; }

 private:
  void feed(Foot foot, const ImuSample& sample);
  void drain();
  void tell_trajectory(Foot foot);

  SessionPipeline& pipeline_;
  std::array<Decimator, 2> decimators_;
  std::vector<Sink*> sinks_;
  TimeSpan span_;
  RunSpan seen_;
  bool trajectory_;  ///< somebody wants it
};

/// Takes every reading of the source through the pipeline and tells the sinks what comes out, in order. Readings
/// outside `span` are skipped.
RunSpan run(Source& source, SessionPipeline& pipeline, std::span<Sink* const> sinks, const TimeSpan& span = {},
            const Progress& progress = {});

/// The first pass of `analyze`: what the whole walk says about how the sensors sit. Empty for a foot without samples.
/// `config` is fitted_to() the source. Leaves the source rewound.
std::array<std::optional<FootCalibration>, 2> calibrate(Source& source, const SessionConfig& config,
                                                        const TimeSpan& span = {}, const Progress& progress = {});

}  // namespace backstep::host
