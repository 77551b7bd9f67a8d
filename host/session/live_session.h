#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dsp/pipeline/session_pipeline.h"
#include "host/ingest/missing_packets.h"
#include "host/ingest/session_ingest.h"
#include "host/recording/gait_writer.h"
#include "host/session/calibration_file.h"
#include "host/session/run.h"
#include "schemas/control.h"

namespace backstep::host {

/// What a live session is to be done with.
struct LiveSettings {
  std::filesystem::path recording;  ///< empty: none
  std::string software;             ///< "backstep 0.1.0"
  std::optional<std::int64_t> start_utc_us;
  std::array<std::optional<wire::Info>, 2> shoes;            ///< by index(Foot)
  std::array<std::optional<std::uint32_t>, 2> packets_made;  ///< before the session: the first number to come
  SessionConfig config;                                      ///< thresholds; rates and mounting come from the shoes
  ShoeCalibration calibration;                               ///< stored on this computer; prevails over the shoe's
};

/// How one foot is doing.
struct LiveFoot {
  FootCounters counters;
  std::size_t missing = 0;  ///< packets that have not come, and still may
  std::size_t gone = 0;     ///< that never will
};

/// Shoes' bytes in: to the recording first, then through ingest and pipeline to the sinks; and which packets to ask for
/// again. What `analyze --as-live` makes of the recording is what this session told its sinks.
///
/// Knows no clock and no radio: every time is passed in, in session microseconds. One thread calls it. A recording that
/// cannot be written any more (disk full) is told once by on_packet(); the session goes on without it.
class LiveSession {
 public:
  /// The mounting that a device declares, as `analyze` takes it.
  using SetupOf = FootSetup (*)(const RecordedDevice&);

  /// Fails where a shoe's Info cannot be used, or the recording cannot be made. Sinks must outlive it.
  static Result<std::unique_ptr<LiveSession>> start(const LiveSettings& settings, SetupOf setup_of,
                                                    std::span<Sink* const> sinks);

  Result<void> on_packet(Foot foot, std::span<const std::uint8_t> bytes, std::int64_t arrival_us);

  /// The link was gone in [from_us, to_us).
  void on_reconnected(Foot foot, std::int64_t from_us, std::int64_t to_us, std::string_view reason);

  void on_mark(std::int64_t at_us, std::string_view text);

  std::optional<MissingPackets::Range> next_request(Foot foot, std::int64_t now_us);
  void on_resend_reply(Foot foot, const MissingPackets::Range& asked, wire::ReplyStatus status,
                       const wire::Resending& coming);

  /// The shoe has made so many packets in all since it started: those that did not come are asked for.
  void on_packets_made(Foot foot, std::uint32_t packets);

  LiveFoot foot(Foot foot) const;

  /// No packet of either foot is missing that may still come.
  bool complete() const;

  /// Closes the recording and gives the last strides out.
  Result<void> finish();

 private:
  LiveSession(RecordingHeader header, const SessionConfig& config, const ShoeCalibration& calibration,
              std::span<Sink* const> sinks);

  static std::size_t at(Foot foot) { return static_cast<std::size_t>(index(foot)); }
  void drain();
  void note(Result<void> written);

  RecordingHeader header_;
  std::optional<GaitWriter> writer_;
  std::string write_error_;
  SessionIngest ingest_;
  std::unique_ptr<SessionPipeline> pipeline_;
  Run run_;
  std::array<MissingPackets, 2> missing_;
  std::array<std::optional<std::uint8_t>, 2> boot_;
};

}  // namespace backstep::host
