// A walk over the air at a terminal: words, a line of figures, signals, keys, events on stdout.
#include "host/cli/live_walk.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include <boost/asio/signal_set.hpp>

#include "host/base/names.h"
#include "host/base/printable.h"
#include "host/bluez/task.h"
#include "host/cli/mark_keys.h"
#include "host/cli/over_air.h"
#include "host/cli/terminal.h"
#include "host/recording/queued_gait_writer.h"
#include "host/sink/event_lines.h"
#include "host/sink/findings.h"

namespace backstep::cli {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using host::LivePhase;

constexpr std::size_t kEventsBytes = std::size_t{1} << 20, kWordsBytes = std::size_t{1} << 16;
constexpr const char* kClearLine = "\r\033[K";

class TerminalWalk final : public host::Sink {
 public:
  TerminalWalk(asio::io_context& loop, LiveCommand command)
      : loop_(loop),
        with_events_(command.events),
        recording_(command.walk.recording.string()),
        settings_(std::move(command.walk)),
        air_(loop),
        walk_(air_, sinks()) {}

  asio::awaitable<int> run() {
    hear(signals_);
    hear_mark_signal();
    events_.silence(settings_.resume.has_value());
    const auto on_phase = [this](LivePhase phase) { note(phase); };
    walk_.start(std::move(settings_), on_phase);
    while (walk_.phase() != LivePhase::ended) {
      co_await host::ble::sleep(loop_, 20ms);
      show_figures();
    }
    std::size_t dropped = 0;
    const auto finish = [&] { dropped = lines_.finish(); };
    co_await host::ble::off_the_loop(loop_, finish);
    if (dropped > 0) {
      say(fmt::format("{} lines could not be written to stdout: its reader {}", dropped,
                      lines_.error() == EPIPE ? "has gone" : "did not keep up"));
    }
    const host::LiveWalkState end = walk_.state();
    if (end.error) {
      say(in_words(*end.error));
      co_return exit_code_of(end.error->kind);
    }
    co_return end.with_loss ? 3 : 0;
  }

  void on_notice(host::NoticeKind /*kind*/, std::optional<Foot> /*foot*/, const host::Sentence& said) override {
    const std::string words = in_words(said) + std::exchange(keys_hint_, std::string());
    const bool to_copy = !recording_.empty() && words.ends_with(recording_);  // no full stop at a file's name
    say(to_copy ? words : host::ended(words));
  }

 private:
  std::vector<host::Sink*> sinks() {
    std::vector<host::Sink*> all = {this, &counts_};
    if (with_events_) {
      all.push_back(&events_);
    }
    return all;
  }

  /// On stderr, without ever waiting for a terminal that is stopped; not behind the line of figures.
  void say(const std::string& sentence) {
    const bool figures = terminal_ && next_line_ != std::chrono::steady_clock::time_point();
    words_.write(fmt::format("{}backstep: {}\n", figures ? kClearLine : "", host::printable(sentence)));
  }

  void note(LivePhase phase) {
    if (phase == LivePhase::walking) {
      events_.silence(false);
      next_line_ = std::chrono::steady_clock::now() + 1s;
      keys_hint_ = !recording_.empty() && keys_.usable()
                       ? ". Ctrl-C ends, Enter marks the moment (with the words before it)"
                       : ". Ctrl-C ends";
      keys_.listen([this](const std::string& text) { walk_.mark(text); });
    } else if (phase == LivePhase::fetching) {
      keys_hint_ = "; Ctrl-C ends without it";
    } else if (phase == LivePhase::closing) {
      signals_.clear();  // what follows may wait for a disk or a reader: Ctrl-C ends it, as anything
    }
  }

  /// Once: end properly. Twice: without what is still missing. Thrice: whatever it is that keeps it, be gone; what is
  /// recorded is recorded.
  void hear(asio::signal_set& signals) {
    signals.async_wait([this, &signals](const boost::system::error_code& error, int) {
      if (error) {
        return;
      }
      if (at_once_) {
        ::_exit(130);
      }
      at_once_ = walk_.stopping();
      if (at_once_) {
        walk_.stop_at_once();
      } else {
        walk_.stop();
      }
      hear(signals);
    });
  }

  /// `kill -USR1` of a script that knows no keys.
  void hear_mark_signal() {
    mark_signal_.async_wait([this](const boost::system::error_code& error, int) {
      if (!error) {
        walk_.mark("");
        hear_mark_signal();
      }
    });
  }

  /// A line a second while somebody walks.
  void show_figures() {
    if (walk_.phase() == LivePhase::walking && std::chrono::steady_clock::now() >= next_line_) {
      next_line_ += 1s;
      words_.write(fmt::format("{}{}{}", terminal_ ? kClearLine : "", cut_to_width(line()), terminal_ ? "" : "\n"));
    }
  }

  std::string line() const {
    const host::LiveWalkState now = walk_.state();
    std::string text = fmt::format("{:%H:%M:%S}", std::chrono::seconds(now.t_us / 1'000'000));
    for (const Foot foot : kFeet) {
      if (const host::LiveFootState& f = now.feet[index(foot)]; f.present) {
        text += fmt::format("   {} {} strides{}  {}", host::name(foot), f.strides, host::enough_text(f.counting),
                            host::shoe_text(f.shoe));
      }
    }
    if (counts_.known > 0) {
      text += fmt::format("   ball-first {:.0f} %", 100.0 * counts_.ball_first / counts_.known);
    }
    return text;
  }

  host::OutputQueue words_{STDERR_FILENO, kWordsBytes}, lines_{STDOUT_FILENO, kEventsBytes};
  asio::io_context& loop_;
  const bool terminal_ = ::isatty(STDERR_FILENO) != 0;
  const bool with_events_;
  const std::string recording_;
  host::LiveWalkSettings settings_;  ///< until it starts
  host::EventLines events_{[this](std::string line) { lines_.write(std::move(line)); },
                           [this] { return walk_.now_us(); }};
  host::LiveCounts counts_;
  asio::signal_set signals_{loop_, SIGINT, SIGTERM, SIGHUP}, mark_signal_{loop_, SIGUSR1};
  MarkKeys keys_{loop_};
  std::string keys_hint_;  ///< what the keys do now: told with the next sentence
  std::chrono::steady_clock::time_point next_line_;
  bool at_once_ = false;
  host::ble::SharedAir air_;
  host::LiveWalk walk_;
};

}  // namespace

int run_live(LiveCommand command) {
  ::signal(SIGUSR1, SIG_IGN);  // a mark before anybody walks ends nothing
  if (command.resume) {
    auto found = host::find_resume_point(host::earlier_recording(command.walk.recording));
    if (!found) {
      return tell(found.error());
    }
    command.walk.resume = std::move(*found);
  }
  asio::io_context loop;
  std::optional<TerminalWalk> walk;
  return run_over_air(loop, [&] { return walk.emplace(loop, std::move(command)).run(); });
}

}  // namespace backstep::cli
