#include "host/cli/live_walk.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include <boost/asio/signal_set.hpp>

#include "host/base/contradiction.h"
#include "host/base/names.h"
#include "host/base/printable.h"
#include "host/base/version.h"
#include "host/bluez/task.h"
#include "host/cli/live_sinks.h"
#include "host/cli/mark_keys.h"
#include "host/cli/over_air.h"
#include "host/cli/speed_sharing.h"
#include "host/cli/terminal.h"
#include "host/cli/walk_input.h"
#include "host/session/recorded_settings.h"
#include "host/session/thresholds.h"
#include "host/sink/findings.h"
#include "host/sink/summary_sink.h"
#include "host/source/live_shoes.h"
#include "host/source/unused_packets.h"
#include "schemas/packet.h"

namespace backstep::cli {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using host::LiveSession;

constexpr std::size_t kEventsBytes = std::size_t{1} << 20, kWordsBytes = std::size_t{1} << 16;
constexpr const char* kClearLine = "\r\033[K";
constexpr std::uint8_t kUsualSamples = 19, kLowLatencySamples = 6;

class Live {
 public:
  Live(asio::io_context& loop, const LiveWalk& walk, std::optional<host::ResumePoint> point)
      : loop_(loop),
        walk_(walk),
        point_(std::move(point)),
        bus_(loop),
        calls_(bus_),
        bluez_(bus_),
        radio_(bluez_, calls_, walk.adapters),
        shoes_(radio_, [this](const std::string& sentence) { say(sentence); }) {}

  asio::awaitable<int> run() {
    // Objects and outputs are checked before anybody is made to wait.
    auto with = settings_of_walk();
    if (!with) {
      co_return tell(with.error());
    }
    auto outputs = host::Outputs::open(walk_.out, host::OutputFile::Slow::queue);
    if (!outputs) {
      co_return tell(outputs.error());
    }
    asio::signal_set signals(loop_, SIGINT, SIGTERM, SIGHUP);
    hear(signals);
    hear_mark_signal();
    if (const std::string failed = co_await radio_.prepare(); !failed.empty()) {
      signals.cancel();
      co_return tell(failed + ".", 1);
    }
    say("looking for shoes ...");
    const auto patience = std::chrono::seconds(std::llround(walk_.patience_s));
    int code = 1;
    if (const std::string failed = co_await shoes_.find(patience, signs_); !failed.empty() || signs_.stop) {
      tell(signs_.stop ? "ended before the walk began; nothing is recorded." : failed + ".", code);
    } else {
      code = co_await record(*with, **outputs, signals);
    }
    co_await shoes_.let_go();
    co_return code;
  }

 private:
  std::int64_t session_us(std::chrono::steady_clock::time_point time) const {
    return std::chrono::duration_cast<std::chrono::microseconds>(time - begin_).count();
  }
  std::int64_t now_us() const { return session_us(std::chrono::steady_clock::now()); }

  /// On stderr, without ever waiting for a terminal that is stopped; not behind the line of figures.
  void say(const std::string& sentence) {
    words_.write(fmt::format("{}backstep: {}\n", walking_ && terminal_ ? kClearLine : "", host::printable(sentence)));
  }
  int tell(const std::string& sentence, int exit_code) {
    say(sentence);
    return exit_code;
  }
  int tell(const host::Error& error) { return tell(in_words(error), exit_code_of(error.kind)); }

  /// Once: end properly. Twice: without what is still missing. Thrice: whatever it is that keeps it, be gone; what is
  /// recorded is recorded.
  void hear(asio::signal_set& signals) {
    signals.async_wait([this, &signals](const boost::system::error_code& error, int) {
      if (error) {
        return;
      }
      if (signs_.at_once) {
        ::_exit(130);
      }
      signs_.at_once = signs_.stop;
      if (signs_.at_once) {
        say("ending without what is still missing");
      }
      stop();
      hear(signals);
    });
  }

  /// Whatever is being waited for, a shoe out of reach above all, is waited for no longer.
  void stop() {
    if (!signs_.stop && walking_) {
      stopped_us_ = now_us();
      say("ending: fetching what is still missing; Ctrl-C ends without it");
    }
    signs_.stop = true;
    calls_.interrupt();
  }

  /// Something of this program went wrong: the walk ends, with what it has.
  void fail(const std::string& why) {
    if (failed_.empty()) {
      failed_ = why;
      stop();
    }
  }

  /// A key, or `kill -USR1` of a script that knows no keys.
  void hear_marks(LiveSession& session) {
    marking_ = &session;
    keys_.listen([this](const std::string& text) { mark(text); });
  }

  void hear_mark_signal() {
    mark_signal_.async_wait([this](const boost::system::error_code& error, int) {
      if (!error) {
        mark("");
        hear_mark_signal();
      }
    });
  }

  void mark(const std::string& text) {
    if (marking_ == nullptr || signs_.stop) {
      say("no mark is made: nobody walks");
      return;
    }
    const std::int64_t at_us = now_us();
    marking_->on_mark(at_us, text);
    say(fmt::format("mark at {:.1f} s{}{}", static_cast<double>(at_us) * 1e-6, text.empty() ? "" : ": ", text));
  }

  /// A recording is one analysis: what it was begun with goes on.
  host::Result<host::AnalysisSettings> settings_of_walk() const {
    host::RecordedSettings before;
    if (point_ && !point_->settings.empty()) {
      auto recorded = host::read_recorded_settings(point_->settings, walk_.recording.string());
      if (!recorded) {
        return tl::make_unexpected(recorded.error());
      }
      before = std::move(*recorded);
    }
    auto with = settings(walk_.with, before);
    if (with && point_ && !point_->settings.empty()) {
      if (host::recorded_settings(before.config, before.profile) !=
          host::recorded_settings(with->config, with->profile)) {
        return wrong_use(fmt::format(
            "{} was begun with other settings ({}; now {}). Leave them out, or record to a new file.",
            walk_.recording.string(), host::described(before), host::described({with->config, with->profile})));
      }
    }
    return with;
  }

  static std::int64_t now_utc_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
  }

  /// Session time begins now; or began with the recording that is gone on with, whatever was done to the wall clock
  /// since.
  void begin() {
    started_ = begin_ = std::chrono::steady_clock::now();
    if (point_) {
      begin_ -= std::chrono::microseconds(std::max(now_utc_us() - point_->start_utc_us, point_->latest_us + 1'000'000));
    }
  }

  asio::awaitable<int> record(const host::AnalysisSettings& with, host::Outputs& outputs, asio::signal_set& signals) {
    host::LiveSettings live;
    live.recording = walk_.recording;
    live.software = host::software();
    live.config = with.config;
    live.calibration = with.calibration;
    live.settings = host::recorded_settings(with.config, with.profile);
    for (const Foot foot : kFeet) {
      const auto i = index(foot);
      if (shoes_.has(foot)) {
        live.shoes[i] = shoes_.link(foot).info();
        live.packets_made[i] = shoes_.packets_made(foot);
      }
    }
    if (walk_.share) {
      sharing_.emplace(radio_, shoes_, speed_.speed, [this](const std::string& sentence) { say(sentence); });
      if (const std::string failed = co_await sharing_->start(); !failed.empty()) {
        co_return tell(failed + ".", 1);
      }
    }
    begin();
    live.start_utc_us = now_utc_us();
    for (const Foot foot : kFeet) {
      for (const host::ble::ClockReading& r : shoes_.clock_readings(foot)) {
        live.exchanges[index(foot)].push_back({session_us(r.asked), r.received_us, r.answered_us, session_us(r.heard)});
      }
    }
    host::OutputQueue lines(STDOUT_FILENO, kEventsBytes);
    EventLines events(lines, [this] { return now_us(); });
    std::vector<host::Sink*> sinks = outputs.sinks();
    sinks.push_back(&summary_);
    sinks.push_back(&counts_);
    sinks.push_back(&speed_);
    if (walk_.events) {
      sinks.push_back(&events);
    }
    events.silence(point_.has_value());
    host::Result<std::unique_ptr<LiveSession>> session;
    const auto open = [&] {
      session = point_ ? LiveSession::resume(live, std::move(*point_), host::setup_of, sinks)
                       : LiveSession::start(live, host::setup_of, sinks);
    };
    co_await host::ble::off_the_loop(loop_, open);
    if (!session) {
      co_return tell(session.error());
    }
    events.silence(false);
    say(walk_.recording.empty()
            ? std::string("walking; nothing is recorded. Ctrl-C ends")
            : fmt::format("{} {}. Ctrl-C ends{}", point_ ? "going on with" : "recording to", walk_.recording.string(),
                          keys_.usable() ? ", Enter marks the moment (with the words before it)" : ""));
    walking_ = true;
    hear_marks(**session);
    const auto failed = [this](const std::string& why) { fail(why); };
    host::ble::spawn(loop_, watch(**session, walk_.events ? &events : nullptr), failed);
    if (sharing_) {
      const auto now = [this] { return now_us(); };
      host::ble::spawn(loop_, sharing_->run(now, over_), failed);
    }
    const auto now = [this] { return now_us(); };
    if (const std::string why =
            co_await shoes_.run(**session, walk_.low_latency ? kLowLatencySamples : kUsualSamples, now, signs_);
        !why.empty()) {
      fail(why);
    }
    over_ = true;
    marking_ = nullptr;
    signals.clear();  // what follows may wait for a disk or a reader: Ctrl-C ends it, as anything
    host::Result<void> finished, written;
    std::size_t dropped = 0;
    const auto close = [&] {
      finished = (*session)->finish();
      dropped = lines.finish();
    };
    co_await host::ble::off_the_loop(loop_, close);
    if (dropped > 0) {
      say(fmt::format("{} lines could not be written to stdout: its reader {}", dropped,
                      lines.error() == EPIPE ? "has gone" : "did not keep up"));
    }
    host::WalkReport report;
    report.software = live.software;
    report.as_live = true;
    report.info.name = walk_.recording.string();
    report.profile = with.profile;
    report.overstride = with.config.overstride;
    report.settings = host::settings_of(with.config);
    const auto write = [&] { written = outputs.finish(report, summary_.finish()); };
    co_await host::ble::off_the_loop(loop_, write);
    conclude(**session);
    const bool contradictory = tell_of_contradictions(**session), unused = tell_of_unused(**session);
    if (!finished) {
      co_return tell(finished.error());
    }
    if (bus_.broken()) {
      co_return tell("the connection to D-Bus broke off, and with it the walk.", 1);
    }
    if (!failed_.empty()) {
      co_return tell(fmt::format("the walk ended early: {}. What came before is kept.", failed_), 1);
    }
    if (!written) {
      co_return tell(written.error());
    }
    co_return contradictory || unused ? 3 : 0;
  }

  /// As they stand at the end. Whether there are any.
  bool tell_of_contradictions(const LiveSession& session) {
    bool any = false;
    for (const Foot foot : kFeet) {
      if (const FootDiagnosis& diagnosis = session.diagnosis(foot); shoes_.has(foot) && host::contradicts(diagnosis)) {
        say(host::contradiction_sentence(foot, diagnosis));
        any = true;
      }
    }
    return any;
  }

  /// Packets that came and are of no use. Whether they are most of a foot's.
  bool tell_of_unused(const LiveSession& session) {
    bool any = false;
    for (const Foot foot : kFeet) {
      if (const host::FootCounters& counters = session.foot(foot).counters; host::mostly_unused(counters)) {
        say(fmt::format("{} foot: {}", host::name(foot), host::unused_words(counters)));
        any = true;
      }
    }
    return any;
  }

  /// A line a second, what there is to say of the shoes, and the end when the time is over.
  asio::awaitable<void> watch(const LiveSession& session, EventLines* events) {
    auto next = started_ + 1s;
    while (!over_) {
      co_await host::ble::sleep(loop_, 20ms);
      const auto now = std::chrono::steady_clock::now();
      const bool over = walk_.seconds && std::chrono::duration<double>(now - started_).count() >= *walk_.seconds;
      if ((over || bus_.broken()) && !signs_.stop) {
        stop();
      }
      if (now >= next && !signs_.stop) {
        next += 1s;
        tell_of_shoes(session, events);
        words_.write(
            fmt::format("{}{}{}", terminal_ ? kClearLine : "", cut_to_width(line(session)), terminal_ ? "" : "\n"));
      }
    }
  }

  host::ShoeState state_of(const LiveSession& session, Foot foot) const {
    const host::LiveFoot f = session.foot(foot);
    const auto has = [&](wire::PacketStatus bit) { return (f.status & static_cast<std::uint8_t>(bit)) != 0; };
    const auto packets = static_cast<double>(f.counters.packets + f.missing + f.gone);
    host::ShoeState state;
    state.connected = shoes_.connected(foot);
    state.battery_pct = shoes_.battery_pct(foot);
    state.missing_pct = packets == 0 ? 0 : 100 * static_cast<double>(f.missing + f.gone) / packets;
    if (f.delay_us) {
      state.delay_ms = static_cast<double>(*f.delay_us) * 1e-3;
    }
    state.low_battery = has(wire::PacketStatus::low_battery);
    state.reduced = has(wire::PacketStatus::reduced);
    return state;
  }

  void tell_of_shoes(const LiveSession& session, EventLines* events) {
    for (const Foot foot : kFeet) {
      if (!shoes_.has(foot)) {
        continue;
      }
      host::ShoeWatch& watch = watches_[index(foot)];
      const host::ShoeState state = state_of(session, foot);
      for (const std::string& warning : watch.warnings(state, session.diagnosis(foot))) {
        say(warning);
      }
      if (events != nullptr && watch.line_due(state, now_us())) {
        events->on_shoe(foot, state);
      }
    }
  }

  std::string line(const LiveSession& session) const {
    std::string text = fmt::format("{:%H:%M:%S}", std::chrono::seconds(now_us() / 1'000'000));
    for (const Foot foot : kFeet) {
      if (shoes_.has(foot)) {
        text += fmt::format("   {} {} strides{}  {}", host::name(foot), counts_.strides[index(foot)],
                            host::enough_text(counts_.counting[index(foot)]), host::shoe_text(state_of(session, foot)));
      }
    }
    if (counts_.known > 0) {
      text += fmt::format("   ball-first {:.0f} %", 100.0 * counts_.ball_first / counts_.known);
    }
    return text;
  }

  /// Of the walk itself: neither the fetching after it nor the pause before going on with it.
  double walked_s() const {
    const std::int64_t paused_us = point_ ? session_us(started_) - point_->latest_us : 0;
    return static_cast<double>(stopped_us_ - paused_us) * 1e-6;
  }

  void conclude(const LiveSession& session) {
    std::string lost;
    for (const Foot foot : kFeet) {
      if (shoes_.has(foot)) {
        const host::LiveFoot f = session.foot(foot);
        lost += fmt::format("; {} {} packets, {} lost", host::name(foot), f.counters.packets, f.missing + f.gone);
        if (f.uncounted_us > 0) {
          lost +=
              fmt::format(" and up to {:.1f} s that it was out of reach", static_cast<double>(f.uncounted_us) * 1e-6);
        }
      }
    }
    const std::string strides =
        fmt::format("{:.0f} s, {} strides{}", walked_s(), counts_.strides[0] + counts_.strides[1], lost);
    if (walk_.recording.empty()) {
      say(strides + ".");
    } else {
      say(fmt::format("saved {}: {}. Next: backstep analyze {}", walk_.recording.string(), strides,
                      walk_.recording.string()));
    }
  }

  host::OutputQueue words_{STDERR_FILENO, kWordsBytes};
  asio::io_context& loop_;
  const LiveWalk& walk_;
  std::optional<host::ResumePoint> point_;  ///< of the recording that is gone on with
  host::ble::Bus bus_;
  host::ble::Calls calls_;
  host::ble::Bluez bluez_;
  host::ble::Radio radio_;
  host::ble::LiveShoes shoes_;
  host::SummarySink summary_;
  LiveCounts counts_;
  LiveSpeed speed_;
  std::optional<SpeedSharing> sharing_;
  std::array<host::ShoeWatch, 2> watches_ = {host::ShoeWatch(Foot::left), host::ShoeWatch(Foot::right)};
  std::chrono::steady_clock::time_point begin_, started_;  ///< of session time, and of this program's part in it
  const bool terminal_ = ::isatty(STDERR_FILENO) != 0;
  std::int64_t stopped_us_ = 0;
  host::ble::StopSigns signs_;
  asio::signal_set mark_signal_{loop_, SIGUSR1};
  MarkKeys keys_{loop_};
  LiveSession* marking_ = nullptr;  ///< while somebody walks
  std::string failed_;              ///< why the walk ended, where something went wrong
  bool walking_ = false, over_ = false;
};

}  // namespace

int run_live(const LiveWalk& walk) {
  ::signal(SIGUSR1, SIG_IGN);  // a mark before anybody walks ends nothing
  std::optional<host::ResumePoint> point;
  if (walk.resume) {
    auto found = host::find_resume_point(walk.recording);
    if (!found) {
      return tell(found.error());
    }
    point = std::move(*found);
  }
  asio::io_context loop;
  std::optional<Live> live;
  return run_over_air(loop, [&] { return live.emplace(loop, walk, std::move(point)).run(); });
}

}  // namespace backstep::cli
