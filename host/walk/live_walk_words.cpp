// What is known and told of a walk over the air.
#include <fmt/format.h>

#include "host/base/contradiction.h"
#include "host/base/names.h"
#include "host/base/version.h"
#include "host/bluez/task.h"
#include "host/recording/queued_gait_writer.h"
#include "host/session/recorded_settings.h"
#include "host/session/thresholds.h"
#include "host/source/unused_packets.h"
#include "host/walk/live_walk.h"
#include "schemas/packet.h"

namespace backstep::host {

void LiveWalk::say(NoticeKind kind, std::optional<Foot> foot, Sentence said) {
  if (ended_) {
    return;
  }
  if (said.text.ends_with('.') && !said.text.ends_with("...")) {  // an error, or several sentences
    said.text.pop_back();
  }
  if (away_) {
    held_.push_back({kind, foot, std::move(said)});
    return;
  }
  try {
    for (Sink* const sink : observers_) {
      sink->on_notice(kind, foot, said);
    }
  } catch (...) {  // said by whoever: also by stop(), when nobody would end the walk
    fail(ble::words_of(std::current_exception()));
  }
}

void LiveWalk::mark(const std::string& text) {
  if (phase_ != LivePhase::walking) {
    say(NoticeKind::walk, std::nullopt, "no mark is made: nobody walks");
    return;
  }
  const std::int64_t at_us = now_us();
  session_->on_mark(at_us, text);
  say(NoticeKind::walk, std::nullopt,
      fmt::format("mark at {:.1f} s{}{}", static_cast<double>(at_us) * 1e-6, text.empty() ? "" : ": ", text));
}

/// A recording is one analysis: what it was begun with goes on.
Result<AnalysisSettings> LiveWalk::settings_of_walk() const {
  const auto& point = settings_.resume;
  RecordedSettings before;
  if (point && !point->settings.empty()) {
    auto recorded = read_recorded_settings(point->settings, settings_.recording.string());
    if (!recorded) {
      return tl::make_unexpected(recorded.error());
    }
    before = std::move(*recorded);
  }
  auto with = settings(settings_.with, open_input, before);
  if (with && point && !point->settings.empty()) {
    if (recorded_settings(before.config, before.profile) != recorded_settings(with->config, with->profile)) {
      return host::fail({.kind = ErrorKind::request,
                         .where = settings_.recording.string(),
                         .what = fmt::format("it was begun with other settings ({}; now {})", described(before),
                                             described({with->config, with->profile})),
                         .todo = "Leave them out, or record to a new file"});
    }
  }
  return with;
}

LiveSettings LiveWalk::session_settings() const {
  LiveSettings live;
  if (!settings_.recording.empty()) {
    live.recorder = recorder_to(settings_.recording);
  }
  live.software = software();
  live.profile = with_->profile;
  live.config = with_->config;
  live.calibration = with_->calibration;
  live.settings = recorded_settings(with_->config, with_->profile);
  for (const Foot foot : kFeet) {
    const auto i = index(foot);
    if (streams_[i]) {
      const ble::FoundShoe& shoe = streams_[i]->shoe();
      live.shoes[i] = shoe.link->info();
      live.packets_made[i] = shoe.packets_made;
      for (const ble::ClockReading& r : shoe.clock) {
        live.exchanges[i].push_back({session_us(r.asked), r.received_us, r.answered_us, session_us(r.heard)});
      }
    }
  }
  return live;
}

ShoeState LiveWalk::shoe_state(Foot foot) const {
  const ble::ShoeStream& stream = *streams_[index(foot)];
  ShoeState state;
  state.connected = stream.connected();
  state.battery_pct = stream.battery_pct();
  if (!session_) {
    return state;
  }
  const LiveFoot f = session_->foot(foot);
  const auto has = [&](wire::PacketStatus bit) { return (f.status & static_cast<std::uint8_t>(bit)) != 0; };
  const auto packets = static_cast<double>(f.counters.packets + f.missing + f.gone);
  state.missing_pct = packets == 0 ? 0 : 100 * static_cast<double>(f.missing + f.gone) / packets;
  if (f.delay_us) {
    state.delay_ms = static_cast<double>(*f.delay_us) * 1e-3;
  }
  state.low_battery = has(wire::PacketStatus::low_battery);
  state.reduced = has(wire::PacketStatus::reduced);
  return state;
}

std::array<LiveFootState, 2> LiveWalk::feet() const {
  std::array<LiveFootState, 2> feet;
  for (const Foot foot : kFeet) {
    const auto i = index(foot);
    if (!streams_[i]) {
      continue;
    }
    LiveFootState& state = feet[i];
    state.present = true;
    state.serial = streams_[i]->shoe().serial;
    state.shoe = shoe_state(foot);
    state.strides = counts_.strides[i];
    state.counting = counts_.counting[i];
    if (session_) {
      const LiveFoot f = session_->foot(foot);
      state.packets = f.counters.packets;
      state.missing = f.missing;
      state.gone = f.gone;
      state.uncounted_s = static_cast<double>(f.uncounted_us) * 1e-6;
    }
  }
  return feet;
}

LiveWalkState LiveWalk::state() const {
  LiveWalkState state;
  state.phase = phase_;
  state.feet = away_ || phase_ == LivePhase::ended ? last_feet_ : feet();
  if (started_ != Clock::time_point()) {
    state.t_us = now_us();
    state.walked_s = walked_s();
  }
  state.error = error_;
  state.with_loss = with_loss_;
  return state;
}

/// Of the walk itself: neither the fetching after it nor the pause before going on with it.
double LiveWalk::walked_s() const {
  const std::int64_t paused_us = resumed_at_us_ ? session_us(started_) - *resumed_at_us_ : 0;
  return static_cast<double>(stopped_us_.value_or(now_us()) - paused_us) * 1e-6;
}

void LiveWalk::tell_of_shoes() {
  for (const Foot foot : kFeet) {
    if (!streams_[index(foot)]) {
      continue;
    }
    const ShoeState state = shoe_state(foot);
    for (const ShoeWarning& warning : watches_[index(foot)].warnings(state, session_->diagnosis(foot))) {
      say(warning.kind, foot, warning.text);
    }
    for (Sink* const sink : observers_) {
      sink->on_shoe(foot, now_us(), state);
    }
  }
}

WalkReport LiveWalk::report(const SessionSummary& summary) const {
  WalkReport report = session_->report(summary);
  report.software = software();
  report.profile = with_->profile;
  report.conditions = with_->conditions;
  report.marks = summary_.marks();
  return report;
}

void LiveWalk::conclude() {
  std::string lost;
  unsigned strides = 0;
  for (const Foot foot : kFeet) {
    const LiveFootState f = feet()[index(foot)];
    strides += f.strides;
    if (f.present) {
      lost += fmt::format("; {} {} packets, {} lost", name(foot), f.packets, f.missing + f.gone);
    }
    if (f.uncounted_s > 0) {
      lost += fmt::format(" and up to {:.1f} s that it was out of reach", f.uncounted_s);
    }
  }
  const std::string walked = fmt::format("{:.0f} s, {} strides{}", walked_s(), strides, lost);
  const std::string recording = settings_.recording.string();
  if (recording.empty()) {
    say(NoticeKind::walk, std::nullopt, walked);
  } else {
    say(NoticeKind::recording, std::nullopt,
        {fmt::format("saved {}: {}", recording, walked), Hint::analyse, recording});
  }
}

/// As they stand at the end. Whether there are any.
bool LiveWalk::tell_of_contradictions() {
  bool any = false;
  for (const Foot foot : kFeet) {
    if (streams_[index(foot)] && contradicts(session_->diagnosis(foot))) {
      say(NoticeKind::signal, foot, contradiction_sentence(foot, session_->diagnosis(foot)));
      any = true;
    }
  }
  return any;
}

/// Packets that came and are of no use. Whether they are most of a foot's.
bool LiveWalk::tell_of_unused() {
  bool any = false;
  for (const Foot foot : kFeet) {
    if (const FootCounters counters = session_->foot(foot).counters; mostly_unused(counters)) {
      say(NoticeKind::signal, foot, fmt::format("{} foot: {}", name(foot), unused_words(counters)));
      any = true;
    }
  }
  return any;
}

}  // namespace backstep::host
