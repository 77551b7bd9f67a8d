#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dsp/clock/clock_fit.h"
#include "dsp/pipeline/session_pipeline.h"
#include "host/ingest/missing_packets.h"
#include "host/ingest/session_ingest.h"
#include "host/recording/gait_reader.h"
#include "host/recording/recorder.h"
#include "host/session/calibration_file.h"
#include "host/session/run.h"
#include "schemas/control.h"

namespace backstep::host {

inline constexpr const char* kLiveOrigin = "live";  ///< RecordingHeader::origin of what shoes have sent

/// What a live session is to be done with.
struct LiveSettings {
  MakeRecorder recorder;            ///< empty: nothing is recorded
  std::string software;             ///< "backstep 0.1.0"
  std::string profile = "general";  ///< for SessionInfo
  std::optional<std::int64_t> start_utc_us;
  std::array<std::optional<wire::Info>, 2> shoes;            ///< by index(Foot)
  std::array<std::optional<std::uint32_t>, 2> packets_made;  ///< before the session: the first number to come
  std::array<std::vector<TimeExchange>, 2> exchanges;        ///< made before the session, so at times below zero
  SessionConfig config;                                      ///< thresholds; rates and mounting come from the shoes
  std::string settings;                                      ///< for the recording's header (recorded_settings.h)
  ShoeCalibration calibration;                               ///< stored on this computer; prevails over the shoe's
};

/// Where a recording can be gone on with.
struct ResumePoint {
  std::int64_t start_utc_us = 0;           ///< wall clock at session time 0
  std::int64_t latest_us = 0;              ///< session time of the last arrival
  std::uint64_t whole_bytes = 0;           ///< up to here it can be read: what comes is appended there
  std::array<std::uint32_t, 2> packets{};  ///< in it, by index(Foot)
  std::unique_ptr<EarlierRecording> recording;
  std::string settings;  ///< of its header: what it was begun with (recorded_settings.h)
};

/// Fails where it was not recorded live, or does not say when it began.
Result<ResumePoint> find_resume_point(Result<std::unique_ptr<EarlierRecording>> recording);

/// How one foot is doing.
struct LiveFoot {
  FootCounters counters;
  std::size_t missing = 0;  ///< packets that have not come, and still may
  std::size_t gone = 0;     ///< that never will
  /// Beside these: time in which packets may have been made that nobody can count (the end, or a restart, of a shoe
  /// that was out of reach).
  std::int64_t uncounted_us = 0;
  std::uint8_t status = 0;  ///< wire::PacketStatus bits of the newest packet
  /// From the last sample of the packet that came last to its arrival.
  std::optional<std::int64_t> delay_us;
  /// The shoe's clock is known to within this.
  std::optional<std::int64_t> clock_uncertainty_us;
};

/// Shoes' bytes in: to the recording first, then through ingest and pipeline to the sinks; and which packets to ask for
/// again. What `analyze --as-live` makes of the recording is what this session told its sinks.
///
/// Each shoe's clock is fitted to session time as packets and time exchanges come (dsp/clock/clock_fit.h), and the fit
/// is recorded. Where both clocks are known to within kCommonClock_us from the start, the feet share a clock: step time
/// and double support are measured.
///
/// Knows no clock and no radio: every time is passed in, in session microseconds. One thread calls it, and never waits
/// for a disk but in finish(). A recording that cannot be written any more (disk full) is told once by on_packet(), as
/// is a disk that does not keep up; the session goes on.
class LiveSession {
 public:
  /// A fifth of the least double support in walking (0.1 s), as much as the onset of a contact is uncertain itself.
  static constexpr std::int64_t kCommonClock_us = 20'000;

  /// The mounting that a device declares, as `analyze` takes it.
  using SetupOf = FootSetup (*)(const RecordedDevice&);

  /// Fails where a shoe's Info cannot be used, or the recording cannot be made. Sinks must outlive it; they hear
  /// on_begin() first. on_end() is whoever's who has a WalkReport.
  static Result<std::unique_ptr<LiveSession>> start(const LiveSettings& settings, SetupOf setup_of,
                                                    std::span<Sink* const> sinks);

  /// Goes on with an earlier recording: what is in it comes to the sinks first, and what the shoes have
  /// made since, as far as they still have it, is asked for. Its header prevails over what `settings` say of start and
  /// calibration. Fails where it is not of these shoes.
  static Result<std::unique_ptr<LiveSession>> resume(const LiveSettings& settings, ResumePoint point, SetupOf setup_of,
                                                     std::span<Sink* const> sinks);

  Result<void> on_packet(Foot foot, std::span<const std::uint8_t> bytes, std::int64_t arrival_us);

  /// The shoe is connected again; another boot id than before: it has restarted. Before its exchanges and packets.
  void on_connected(Foot foot, std::uint32_t boot_id);

  void on_exchange(Foot foot, const TimeExchange& exchange);

  /// The link was gone in [from_us, to_us).
  void on_reconnected(Foot foot, std::int64_t from_us, std::int64_t to_us, std::string_view reason);

  /// The session ends while the shoe is out of reach: what it made in [from_us, to_us) is not known.
  void on_end_out_of_reach(Foot foot, std::int64_t from_us, std::int64_t to_us);

  /// Nothing could arrive in [from_us, to_us).
  void on_gap(Foot foot, std::int64_t from_us, std::int64_t to_us, std::string_view reason);

  void on_mark(std::int64_t at_us, std::string_view text);

  std::optional<MissingPackets::Range> next_request(Foot foot, std::int64_t now_us);
  void on_resend_reply(Foot foot, const MissingPackets::Range& asked, wire::ReplyStatus status,
                       const wire::Resending& coming);

  /// The shoe has made so many packets in all since it started: those that did not come are asked for.
  void on_packets_made(Foot foot, std::uint32_t packets);

  const SourceInfo& info() const { return info_; }
  LiveFoot foot(Foot foot) const;
  const FootDiagnosis& diagnosis(Foot foot) const { return pipeline_->diagnosis(foot); }

  /// What it knows of the walk by its end; `summary`: of what it told. Profile, conditions and marks are for others to
  /// add.
  WalkReport report(const SessionSummary& summary) const;

  /// There is a recording, and it can be written.
  bool recorded() const { return writer_ != nullptr; }

  /// No packet of either foot is missing that may still come.
  bool complete() const;

  /// Gives the last strides out and closes the recording. Fails where that is not whole.
  Result<void> finish();

 private:
  /// `name`: of the recording; "": none.
  LiveSession(RecordingHeader header, const std::string& name, const LiveSettings& settings, SetupOf setup_of,
              std::span<Sink* const> sinks);

  /// What is kept of a shoe between its packets.
  struct Shoe {
    MissingPackets missing;
    std::optional<ClockFit> clock;
    std::uint8_t status = 0;                ///< bits of the newest packet
    std::optional<std::int64_t> newest_us;  ///< arrival of the newest packet
    std::int64_t uncounted_us = 0;          ///< LiveFoot
    bool restarted = false;                 ///< since the newest packet; its first one has not come
  };

  /// Notes what is believed of a shoe: what is missing, and what its newest packet says.
  void take_note(Foot foot, const OrderedPacket& packet);
  /// How the clock goes from this packet on, if that is known anew.
  std::optional<ClockSegment> follow(Foot foot, const OrderedPacket& packet);
  /// Takes in what is recorded; the clocks that it ends with, by index(Foot).
  std::array<std::optional<ClockSegment>, 2> replay(GaitReader& reader);
  void restart(Foot foot);
  Result<void> write(Foot foot, std::span<const ClockSegment> clock, std::span<const std::uint8_t> bytes,
                     std::int64_t arrival_us);
  void drain();
  void note(const Result<void>& written);
  void close_recording();

  RecordingHeader header_;
  SourceInfo info_;
  SessionConfig config_;
  std::unique_ptr<Recorder> writer_;
  std::optional<Error> write_error_;
  SessionIngest ingest_;
  std::unique_ptr<SessionPipeline> pipeline_;
  Run run_;
  std::array<Shoe, 2> shoes_;
};

}  // namespace backstep::host
