#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/error.h"
#include "host/base/range.h"
#include "host/bluez/radio.h"
#include "host/session/live_session.h"
#include "host/session/shoe_watch.h"
#include "host/sink/shoe_state.h"
#include "host/sink/sink.h"
#include "host/sink/summary_sink.h"
#include "host/source/air.h"
#include "host/source/shoe_stream.h"
#include "host/walk/live_counts.h"
#include "host/walk/outputs.h"
#include "host/walk/settings.h"
#include "host/walk/speed_sharing.h"

namespace backstep::host {

inline constexpr Range<double> kWalkSeconds = {0.1, 1e6}, kPatienceSeconds = {1, 3600};

/// What a walk over the air is to be done with. One out of range ends it before it begins.
struct LiveWalkSettings {
  std::filesystem::path recording;    ///< empty: none
  std::optional<ResumePoint> resume;  ///< of the recording, which is there and is gone on with (find_resume_point())
  std::vector<std::string> adapters;  ///< "hci0"; empty: all
  std::optional<double> seconds;      ///< end after so long; otherwise at stop()
  double patience_s = 30;             ///< for finding the shoes
  bool low_latency = false;           ///< 6 samples a packet instead of 19
  bool share = false;                 ///< be a speed sensor for watches and phones; one walk of a process at most
  OutputPaths out;
  AnalysisOptions with;
};

enum class LivePhase : std::uint8_t {
  idle,      ///< not started
  looking,   ///< for the shoes
  walking,   ///< packets come and are recorded; also while a shoe is out of reach
  fetching,  ///< stopped: what is still missing
  closing,   ///< recording and outputs, which may wait for a disk
  ended
};

/// One foot of a walk, for whoever watches.
struct LiveFootState {
  bool present = false;  ///< there is a shoe
  std::string serial;
  ShoeState shoe;
  unsigned strides = 0;     ///< of the whole recording, also before it was gone on with
  unsigned counting = 0;    ///< of these, for length and time, as far as is known so far
  std::size_t packets = 0;  ///< that came
  std::size_t missing = 0;  ///< that did not, and may still
  std::size_t gone = 0;     ///< that never will
  double uncounted_s = 0;   ///< beside these: see LiveFoot
};

/// A walk at this moment.
struct LiveWalkState {
  LivePhase phase = LivePhase::idle;
  std::array<LiveFootState, 2> feet;  ///< by index(Foot)
  std::int64_t t_us = 0;              ///< session time now; of no meaning before `walking`
  double walked_s = 0;                ///< without the pause before it was gone on with, and the fetching after it
  std::optional<Error> error;         ///< why it ended, or will
  bool with_loss = false;             ///< it ended, and a sensor or most packets of a foot were of no use
};

/// A walk over the air from looking for the shoes to the closed recording, without terminal and signals. Several may go
/// on in one process on one loop, over the same SharedAir, each with its own adapters or not: what goes wrong with one
/// ends no other, and the recording of each is closed whole.
///
/// All that there is to say goes to the sinks: on_notice() from the start on, on_begin() once the shoes are found,
/// then what Sink has, on_shoe() once a second; on_end() only where on_begin() was. They are called on the loop, but
/// for what comes while the recording is opened (when one is gone on with, all that is in it) and closed: that is on
/// another thread, while no other call is made.
class LiveWalk {
 public:
  using OnPhase = std::function<void(LivePhase)>;

  /// Both must outlive it; the sinks are told in this order. It must outlive the walk that it has started.
  LiveWalk(ble::SharedAir& air, std::vector<Sink*> sinks);
  LiveWalk(const LiveWalk&) = delete;
  LiveWalk& operator=(const LiveWalk&) = delete;

  /// Begins, once. `on_phase` is told each phase as it begins; from `ended` on this may be destroyed, but not from
  /// within the call.
  void start(LiveWalkSettings settings, OnPhase on_phase = {});

  /// Ends the walk, and fetches what is still missing. Whatever is being waited for, a shoe out of reach above all, is
  /// waited for no longer.
  void stop();

  /// The same without what is still missing.
  void stop_at_once();

  /// stop() was called, or its time was over, or something has failed.
  bool stopping() const { return signs_.stop; }

  /// Marks this moment. Where nobody walks that is told, and no mark is made.
  void mark(const std::string& text);

  LivePhase phase() const { return phase_; }
  std::int64_t now_us() const { return session_us(std::chrono::steady_clock::now()); }  ///< session time
  LiveWalkState state() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Notice {
    NoticeKind kind;
    std::optional<Foot> foot;
    Sentence said;
  };

  ble::asio::io_context& loop() { return air_.bus.loop(); }
  std::int64_t session_us(Clock::time_point time) const {
    return std::chrono::duration_cast<std::chrono::microseconds>(time - begin_).count();
  }

  void enter(LivePhase phase);
  void say(NoticeKind kind, std::optional<Foot> foot, Sentence said);
  void end_with(Error error);
  void fail(const std::string& why);

  // The course of it (live_walk.cpp).
  ble::asio::awaitable<void> live();
  ble::asio::awaitable<void> guarded(ble::asio::awaitable<void> part);
  ble::asio::awaitable<void> find_and_walk();
  ble::asio::awaitable<void> walk();
  ble::asio::awaitable<void> open();
  ble::asio::awaitable<void> watch();
  ble::asio::awaitable<void> settle();
  ble::asio::awaitable<void> close();
  ble::asio::awaitable<void> let_go();
  ble::asio::awaitable<void> away(std::function<void()> work);
  void beside(ble::asio::awaitable<void> task);
  ble::StreamOwner owner_of(Foot foot);
  void begin_time();

  // What is known and told of it (live_walk_words.cpp).
  Result<AnalysisSettings> settings_of_walk() const;
  LiveSettings session_settings() const;
  ShoeState shoe_state(Foot foot) const;
  std::array<LiveFootState, 2> feet() const;
  void tell_of_shoes();
  double walked_s() const;
  WalkReport report(const SessionSummary& summary) const;
  void conclude();
  bool tell_of_contradictions();
  bool tell_of_unused();

  ble::SharedAir& air_;
  std::vector<Sink*> observers_;
  LiveWalkSettings settings_;
  OnPhase on_phase_;
  std::optional<ble::Calls> calls_;
  std::optional<ble::Radio> radio_;
  std::optional<ble::ShoeFinder> finder_;
  std::unique_ptr<Outputs> outputs_;
  std::optional<AnalysisSettings> with_;
  std::array<std::unique_ptr<ble::ShoeStream>, 2> streams_;  ///< nullptr: no such shoe
  SummarySink summary_;
  LiveCounts counts_;
  std::optional<SpeedSharing> sharing_;
  std::array<ShoeWatch, 2> watches_ = {ShoeWatch(Foot::left), ShoeWatch(Foot::right)};
  std::unique_ptr<LiveSession> session_;
  Clock::time_point begin_, started_;          ///< of session time, and of this walk's part in it
  std::optional<std::int64_t> resumed_at_us_;  ///< the last arrival before that part
  std::optional<std::int64_t> stopped_us_;
  ble::StopSigns signs_;
  std::string failed_;  ///< why the walk ended, where something went wrong
  std::optional<Error> error_;
  bool with_loss_ = false;
  LivePhase phase_ = LivePhase::idle;
  bool over_ = false;                       ///< what runs beside it is to end
  int beside_ = 0;                          ///< so many of these run
  bool away_ = false;                       ///< another thread has the session, and tells the sinks
  std::array<LiveFootState, 2> last_feet_;  ///< for then, and for after the walk
  std::vector<Notice> held_;                ///< said meanwhile
  bool ended_ = false;                      ///< the sinks heard on_end(), or that there was no walk: nothing follows
};

}  // namespace backstep::host
