// The course of a walk over the air: what happens when. What is told of it is in live_walk_words.cpp.
#include "host/walk/live_walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "host/base/names.h"
#include "host/bluez/task.h"
#include "host/walk/open_walk.h"

namespace backstep::host {

namespace asio = ble::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::uint8_t kUsualSamples = 19, kLowLatencySamples = 6;

std::int64_t now_utc_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

LiveWalk::LiveWalk(ble::SharedAir& air, std::vector<Sink*> sinks) : air_(air), observers_(std::move(sinks)) {}

void LiveWalk::start(LiveWalkSettings settings, OnPhase on_phase) {
  assert(phase_ == LivePhase::idle);
  settings_ = std::move(settings);
  on_phase_ = std::move(on_phase);
  calls_.emplace(air_.bus);
  radio_.emplace(air_.bluez, *calls_, settings_.adapters);
  const auto tell = [this](std::optional<Foot> foot, const Sentence& sentence) {
    say(NoticeKind::search, foot, sentence);
  };
  finder_.emplace(*radio_, air_.shoes, tell);
  enter(LivePhase::looking);
  ble::spawn(loop(), live(), [](const std::string&) {});  // live() guards each of its parts
}

void LiveWalk::stop() {
  signs_.stop = true;
  if (phase_ == LivePhase::walking) {
    stopped_us_ = now_us();
    enter(LivePhase::fetching);
    say(NoticeKind::walk, std::nullopt, "ending: fetching what is still missing");
  }
  if (calls_) {
    calls_->interrupt();
  }
}

void LiveWalk::stop_at_once() {
  signs_.at_once = true;
  if (phase_ == LivePhase::walking || phase_ == LivePhase::fetching) {
    say(NoticeKind::walk, std::nullopt, "ending without what is still missing");
  }
  stop();
}

/// Something of this program went wrong: the walk ends, with what it has.
void LiveWalk::fail(const std::string& why) {
  if (failed_.empty()) {
    failed_ = why;
    stop();
  }
}

void LiveWalk::enter(LivePhase phase) {
  phase_ = phase;
  if (on_phase_) {
    on_phase_(phase);
  }
}

void LiveWalk::end_with(Error error) {
  if (!error_) {
    error_ = std::move(error);
  }
}

/// Each part is done, whatever was thrown in those before it.
asio::awaitable<void> LiveWalk::live() {
  co_await guarded(find_and_walk());
  co_await guarded(settle());
  co_await guarded(close());
  co_await guarded(let_go());
  if (!failed_.empty()) {
    end_with(session_ ? Error{.kind = ErrorKind::device,
                              .what = fmt::format("the walk ended early: {}", failed_),
                              .todo = "What came before is kept"}
                      : Error{.kind = ErrorKind::device, .what = failed_});
  }
  ended_ = true;
  enter(LivePhase::ended);
}

asio::awaitable<void> LiveWalk::guarded(asio::awaitable<void> part) {
  std::exception_ptr thrown;
  try {
    co_await std::move(part);
  } catch (...) {
    thrown = std::current_exception();
  }
  if (thrown) {
    fail(ble::words_of(thrown));
  }
}

asio::awaitable<void> LiveWalk::find_and_walk() {
  // Options, objects and outputs are checked before anybody is made to wait.
  if (auto good = all_of({check_number("length of the walk", settings_.seconds, kWalkSeconds, " s"),
                          check_number("patience", settings_.patience_s, kPatienceSeconds, " s")});
      !good) {
    co_return end_with(good.error());
  }
  const auto with = settings_of_walk();
  if (!with) {
    co_return end_with(with.error());
  }
  with_ = *with;
  auto outputs = Outputs::open(settings_.out, OutputFile::Slow::queue);
  if (!outputs) {
    co_return end_with(outputs.error());
  }
  outputs_ = std::move(*outputs);
  Result<void> found;
  if (const std::string failed = co_await radio_->prepare(); !failed.empty()) {
    found = host::fail({.kind = ErrorKind::device, .what = failed});
  } else {
    say(NoticeKind::search, std::nullopt, "looking for shoes ...");
    found = co_await finder_->find(std::chrono::seconds(std::llround(settings_.patience_s)), signs_.stop);
  }
  if (signs_.stop) {
    co_return end_with({.kind = ErrorKind::device, .what = "ended before the walk began; nothing is recorded"});
  }
  if (!found) {
    co_return end_with(found.error());
  }
  co_await walk();
}

asio::awaitable<void> LiveWalk::walk() {
  for (const Foot foot : kFeet) {
    if (finder_->has(foot)) {
      streams_[index(foot)] =
          std::make_unique<ble::ShoeStream>(foot, *radio_, air_.shoes, finder_->take(foot), signs_, owner_of(foot));
    }
  }
  if (settings_.share) {
    const auto told = [this](const std::string& sentence) { say(NoticeKind::walk, std::nullopt, sentence); };
    sharing_.emplace(*radio_, air_.shoes, told);
    if (const std::string failed = co_await sharing_->start(); !failed.empty()) {
      co_return end_with({.kind = ErrorKind::device, .what = failed, .hint = Hint::adapter});
    }
  }
  begin_time();
  co_await open();
  if (!session_) {
    co_return;
  }
  enter(LivePhase::walking);
  say(settings_.recording.empty() ? NoticeKind::walk : NoticeKind::recording, std::nullopt,
      settings_.recording.empty()
          ? std::string("walking; nothing is recorded")
          : fmt::format("{} {}", resumed_at_us_ ? "going on with" : "recording to", settings_.recording.string()));
  if (signs_.stop) {
    stop();  // the sign came while the recording was opened
  }
  beside(watch());
  if (sharing_) {
    const auto now = [this] { return now_us(); };
    beside(sharing_->run(now, over_));
  }
  for (const auto& stream : streams_) {
    if (stream) {
      stream->start(settings_.low_latency ? kLowLatencySamples : kUsualSamples);
    }
  }
  const auto streams = [](const auto& stream) { return stream && !stream->done(); };
  while (std::ranges::any_of(streams_, streams)) {
    co_await ble::sleep(loop(), 20ms);
  }
}

/// Session time begins now; or began with the recording that is gone on with, whatever was done to the wall clock
/// since.
void LiveWalk::begin_time() {
  started_ = begin_ = Clock::now();
  if (const auto& point = settings_.resume) {
    resumed_at_us_ = point->latest_us;
    begin_ -= std::chrono::microseconds(std::max(now_utc_us() - point->start_utc_us, point->latest_us + 1'000'000));
  }
}

asio::awaitable<void> LiveWalk::open() {
  LiveSettings live = session_settings();
  live.start_utc_us = now_utc_us();
  std::vector<Sink*> sinks = outputs_->sinks();
  sinks.push_back(&summary_);
  sinks.push_back(&counts_);
  if (sharing_) {
    sinks.push_back(&*sharing_);
  }
  sinks.insert(sinks.end(), observers_.begin(), observers_.end());
  Result<std::unique_ptr<LiveSession>> session;
  const auto opening = [&] {
    session = settings_.resume ? LiveSession::resume(live, std::move(*settings_.resume), setup_of, sinks)
                               : LiveSession::start(live, setup_of, sinks);
  };
  co_await away(opening);
  if (session) {
    session_ = std::move(*session);
  } else {
    end_with(session.error());
  }
}

ble::StreamOwner LiveWalk::owner_of(Foot foot) {
  ble::StreamOwner owner;
  owner.now_us = [this] { return now_us(); };
  owner.say = [this, foot](const Sentence& sentence) { say(NoticeKind::link, foot, sentence); };
  owner.packet = [this, foot](std::span<const std::uint8_t> bytes, std::int64_t arrival_us) {
    if (const auto written = session_->on_packet(foot, bytes, arrival_us); !written) {
      say(NoticeKind::recording, std::nullopt, written.error().message());
    }
  };
  owner.connected = [this, foot](std::uint32_t boot_id) { session_->on_connected(foot, boot_id); };
  owner.exchange = [this, foot](const TimeExchange& exchange) { session_->on_exchange(foot, exchange); };
  owner.reconnected = [this, foot](std::int64_t from_us, std::int64_t to_us, std::string_view reason) {
    session_->on_reconnected(foot, from_us, to_us, reason);
  };
  owner.ended_out_of_reach = [this, foot](std::int64_t from_us, std::int64_t to_us) {
    session_->on_end_out_of_reach(foot, from_us, to_us);
  };
  owner.recorded = [this] { return session_->recorded(); };
  owner.next_request = [this, foot](std::int64_t at_us) { return session_->next_request(foot, at_us); };
  owner.resend_reply = [this, foot](const MissingPackets::Range& asked, wire::ReplyStatus status,
                                    const wire::Resending& coming) {
    session_->on_resend_reply(foot, asked, status, coming);
  };
  owner.packets_made = [this, foot](std::uint32_t packets) { session_->on_packets_made(foot, packets); };
  owner.missing = [this, foot] { return session_->foot(foot).missing; };
  owner.failed = [this](const std::string& why) { fail(why); };
  return owner;
}

/// Once a second how the shoes are doing, and the end when the time is over.
asio::awaitable<void> LiveWalk::watch() {
  auto next = started_ + 1s;
  while (!over_) {
    co_await ble::sleep(loop(), 20ms);
    const auto now = Clock::now();
    const bool over = settings_.seconds && std::chrono::duration<double>(now - started_).count() >= *settings_.seconds;
    if ((over || calls_->broken()) && !signs_.stop) {
      stop();
    }
    if (now >= next && !signs_.stop) {
      next += 1s;
      tell_of_shoes();
    }
  }
}

/// Runs until `over_`, and is waited for.
void LiveWalk::beside(asio::awaitable<void> task) {
  ++beside_;
  const auto run = [](LiveWalk* walk, asio::awaitable<void> mine) -> asio::awaitable<void> {
    co_await walk->guarded(std::move(mine));
    --walk->beside_;
  };
  ble::spawn(loop(), run(this, std::move(task)), [](const std::string&) {});
}

/// Until nothing of it runs any more.
asio::awaitable<void> LiveWalk::settle() {
  over_ = true;
  signs_.stop = true;
  calls_->interrupt();
  const auto streams = [](const auto& stream) { return stream && !stream->done(); };
  while (beside_ > 0 || std::ranges::any_of(streams_, streams)) {
    co_await ble::sleep(loop(), 5ms);
  }
}

/// What follows may wait for a disk or a reader.
asio::awaitable<void> LiveWalk::close() {
  if (!session_) {
    co_return;
  }
  enter(LivePhase::closing);
  Result<void> finished, written;
  const auto finish = [&] { finished = session_->finish(); };
  co_await guarded(away(finish));
  const SessionSummary& summary = summary_.finish();
  const WalkReport told = report(summary);
  const auto write = [&] {
    for (Sink* const sink : outputs_->sinks()) {
      sink->on_end(told, summary);
    }
    written = outputs_->finish();
  };
  co_await guarded(away(write));
  conclude();
  const bool contradictory = tell_of_contradictions(), unused = tell_of_unused();
  with_loss_ = contradictory || unused;
  if (!finished) {
    end_with(finished.error());
  } else if (calls_->broken()) {
    end_with({.kind = ErrorKind::device, .what = "the connection to D-Bus broke off, and with it the walk"});
  } else if (failed_.empty() && !written) {
    end_with(written.error());
  }
  ended_ = true;
  for (Sink* const sink : observers_) {
    sink->on_end(told, summary);
  }
}

asio::awaitable<void> LiveWalk::let_go() {
  for (const auto& stream : streams_) {
    if (stream) {
      co_await stream->let_go();
    }
  }
  co_await finder_->let_go();
  if (sharing_) {
    co_await sharing_->stop();
  }
  last_feet_ = feet();
  for (auto& stream : streams_) {
    stream.reset();  // others may use the shoe
  }
  sharing_.reset();
}

/// Does `work`, in which the sinks may be told, on a thread of its own; what else there is to say waits.
asio::awaitable<void> LiveWalk::away(std::function<void()> work) {
  last_feet_ = feet();
  away_ = true;
  std::exception_ptr thrown;
  try {
    co_await ble::off_the_loop(loop(), std::move(work));
  } catch (...) {
    thrown = std::current_exception();
  }
  away_ = false;
  for (Notice& notice : std::exchange(held_, {})) {
    say(notice.kind, notice.foot, std::move(notice.said));
  }
  if (thrown) {
    std::rethrow_exception(thrown);
  }
}

}  // namespace backstep::host
