#include "host/source/live_shoes.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/names.h"
#include "host/bluez/task.h"

namespace backstep::host::ble {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kSilence_us = 3'000'000;  ///< without a packet the link is taken for dead
/// Before packets come, as far as the time allows: with 50 ms of jitter either way they bring the feet to within 5 ms
/// of one another (dsp/clock).
constexpr int kClockReadings = 32;
constexpr auto kClockTime = 3000ms;       ///< for these, before a walk
constexpr auto kClockTimeAgain = 1000ms;  ///< and after a lost link: most of what was known still holds
constexpr std::int64_t kExchangeEvery_us = 1'000'000;
constexpr auto kFetchPatience = 20s;  ///< after the end of a walk, for what is missing
/// A shoe keeps a minute of full packets, and a little less in smaller ones.
constexpr std::int64_t kKept_us = 50'000'000;

std::string why_not(wire::ReplyStatus status) {
  switch (status) {
    case wire::ReplyStatus::low_battery:
      return "its battery is empty: charge it";
    case wire::ReplyStatus::fault:
      return "its sensor does not answer: switch the shoe off and on again";
    default:
      return fmt::format("it does not start: {}", wire::EnumNameReplyStatus(status));
  }
}

/// Words of bluetoothd, of a shoe that is out of reach; not for people.
bool is_absence(const std::string& failed) { return failed == kNoAnswer || failed.starts_with("org."); }

}  // namespace

std::string out_of_reach_at_end(Foot foot, std::int64_t last_packet_us, std::int64_t now_us, bool recorded) {
  std::string said = fmt::format("{} shoe: out of reach when the walk ended; what it made since {:.0f} s is not here",
                                 name(foot), static_cast<double>(last_packet_us) * 1e-6);
  const std::int64_t left_us = last_packet_us + kKept_us - now_us;
  if (recorded && left_us > 0) {
    said += fmt::format(". Going on (--resume) within {:.0f} s fetches it", static_cast<double>(left_us) * 1e-6);
  } else if (recorded) {
    said += ". Going on (--resume) at once fetches the last minute of it";
  }
  return said;
}

/// Both shoes' at once.
asio::awaitable<void> LiveShoes::read_clocks() {
  auto& loop = radio_.calls().loop();
  for (FootLink& foot : feet_) {
    foot.clock_read = foot.link == nullptr;
    if (foot.link) {
      spawn(loop, read_clock(foot), [&foot](const std::string&) { foot.clock_read = true; });  // walked by arrival
    }
  }
  while (!feet_[0].clock_read || !feet_[1].clock_read) {
    co_await sleep(loop, 5ms);
  }
}

asio::awaitable<void> LiveShoes::read_clock(FootLink& foot) {
  const auto end = Clock::now() + kClockTime;
  for (int i = 0; i < kClockReadings && Clock::now() < end; ++i) {
    const auto reading = co_await foot.link->read_clock();
    if (!reading) {
      break;  // each that is not answered would take seconds
    }
    foot.clock.push_back(*reading);
  }
  foot.clock_read = true;
}

/// After a failure of its own stream: nothing of the shoe comes any more when the walk is over.
asio::awaitable<void> LiveShoes::abandon(Foot foot) {
  co_await feet_[at(foot)].link->disconnect();
  feet_[at(foot)].done = true;
}

void LiveShoes::fail(const std::string& why) {
  if (failed_.empty()) {
    failed_ = why;
    radio_.calls().interrupt();
  }
}

void LiveShoes::note_battery(Foot foot, const wire::Counters& counters) {
  feet_[at(foot)].battery_pct = wire::battery_pct(counters);
}

asio::awaitable<std::string> LiveShoes::run(LiveSession& session, std::uint8_t samples_per_packet, Now now,
                                            const StopSigns& signs) {
  auto& loop = radio_.calls().loop();
  const Streaming s{session, samples_per_packet, std::move(now), signs};
  for (const Foot foot : kFeet) {
    feet_[at(foot)].done = !has(foot);
    if (has(foot)) {
      const auto failed = [this, foot](const std::string& why) {
        fail(fmt::format("{} shoe: {}", name(foot), why));
        const auto gone = [this, foot](const std::string&) { feet_[at(foot)].done = true; };
        spawn(radio_.calls().loop(), abandon(foot), gone);
      };
      spawn(loop, stream(foot, s), failed);
    }
  }
  while (!feet_[0].done || !feet_[1].done) {
    co_await sleep(loop, 20ms);
  }
  co_return failed_;
}

/// Stream open, sending begun.
asio::awaitable<std::string> LiveShoes::begin(Foot foot, Streaming s) {
  FootLink& mine = feet_[at(foot)];
  mine.last_packet_us = s.now();
  mine.up = true;
  const auto packet = [this, foot, s](std::span<const std::uint8_t> bytes) {
    const std::int64_t arrival_us = s.now();
    feet_[at(foot)].last_packet_us = arrival_us;
    if (const auto written = s.session.on_packet(foot, bytes, arrival_us); !written) {
      tell_(written.error().message());
    }
  };
  ShoeLink::Listener listener{
      packet, [&mine] { mine.up = false; },
      [this, foot](const std::string& why) { fail(fmt::format("{} shoe: {}", name(foot), why)); }};
  std::string failed = co_await mine.link->subscribe(std::move(listener));
  // Only the battery's figure hangs on it: a walk goes on without.
  const auto note = [this, foot](const wire::Counters& told) { note_battery(foot, told); };
  co_await mine.link->watch_counters(note);
  if (failed.empty()) {
    const auto reply = co_await mine.link->command(wire::CommandKind::start, s.samples_per_packet);
    if (!reply) {
      failed = reply.error;
    } else if (const auto& message = std::get<0>(*reply.values); message.reply.status() != wire::ReplyStatus::ok) {
      failed = why_not(message.reply.status());
    } else if (const auto* granted = std::get_if<wire::Granted>(&message.details);
               granted != nullptr && granted->samples_per_packet() != s.samples_per_packet) {
      tell_(fmt::format("{} shoe: the link carries only {} sample{} a packet, {} a second", name(foot),
                        granted->samples_per_packet(), granted->samples_per_packet() == 1 ? "" : "s",
                        granted->rate_hz()));
    }
  }
  if (!failed.empty()) {
    mine.up = false;
    co_await mine.link->disconnect();
  }
  co_return failed;
}

asio::awaitable<void> LiveShoes::stream(Foot foot, Streaming s) {
  FootLink& mine = feet_[at(foot)];
  auto& loop = radio_.calls().loop();
  std::string failed = co_await begin(foot, s);
  while (!ending(s)) {
    if (!mine.up) {
      const std::int64_t lost_us = mine.last_packet_us;
      tell_(fmt::format("{} shoe: {}; connecting again", name(foot), failed.empty() ? "connection lost" : failed));
      mine.told = failed;
      co_await reconnect(foot, s, lost_us);
      failed.clear();
      continue;
    }
    if (mine.link->lost()) {
      mine.up = false;
      continue;
    }
    co_await fetch_missing(foot, s);
    if (s.now() - mine.last_exchange_us > kExchangeEvery_us) {
      co_await exchange_time(foot, s);
    }
    if (s.now() - mine.last_packet_us > kSilence_us) {
      failed = "silent for 3 s";
      mine.up = false;
      co_await mine.link->disconnect();
    }
    co_await sleep(loop, 20ms);
  }
  co_await end(foot, s);
  mine.done = true;
}

/// False: not answered.
asio::awaitable<bool> LiveShoes::exchange_time(Foot foot, Streaming s) {
  FootLink& mine = feet_[at(foot)];
  mine.last_exchange_us = s.now();
  const auto reading = co_await mine.link->read_clock();
  if (!reading) {
    co_return false;
  }
  const auto session_us = [&](std::chrono::steady_clock::time_point time) {
    const auto ago = std::chrono::steady_clock::now() - time;
    return s.now() - std::chrono::duration_cast<std::chrono::microseconds>(ago).count();
  };
  s.session.on_exchange(
      foot, {session_us(reading->asked), reading->received_us, reading->answered_us, session_us(reading->heard)});
  co_return true;
}

asio::awaitable<void> LiveShoes::fetch_missing(Foot foot, Streaming s) {
  FootLink& mine = feet_[at(foot)];
  while (mine.up) {
    const auto range = s.session.next_request(foot, s.now());
    if (!range) {
      co_return;
    }
    const auto reply = co_await mine.link->command(wire::CommandKind::resend, range->first, range->last);
    if (!reply) {
      co_return;  // asked again later
    }
    const auto& message = std::get<0>(*reply.values);
    const auto* coming = std::get_if<wire::Resending>(&message.details);
    s.session.on_resend_reply(foot, *range, message.reply.status(), coming != nullptr ? *coming : wire::Resending{});
  }
}

/// An adapter that was pulled out may come back under another name: the shoe is then known under another path.
void LiveShoes::look_again(FootLink& foot) {
  if (radio_.bluez().objects().contains(foot.link->path())) {
    return;
  }
  for (const SeenShoe& shoe : seen_shoes(radio_)) {
    if (shoe.address == foot.link->address()) {
      foot.link = std::make_unique<ShoeLink>(radio_, freest(shoe));
      return;
    }
  }
}

/// Error: why not. A sentence, or bluetoothd's words.
asio::awaitable<std::string> LiveShoes::connect_again(Foot foot, Streaming s) {
  FootLink& mine = feet_[at(foot)];
  co_await radio_.revive();
  look_again(mine);
  if (const std::string adapter = adapter_of(mine.link->path()); radio_.bluez().objects().contains(adapter)) {
    if (const std::string off = co_await radio_.power(adapter); !off.empty()) {
      co_return off;
    }
  }
  if (const std::string failed = co_await mine.link->connect(); !failed.empty()) {
    co_await mine.link->disconnect();  // also a link that bluetoothd itself made, and that does not work
    co_return failed;
  }
  if (foot_of(mine.link->info().device.side()) != foot) {
    tell_(fmt::format("the {} shoe now says it is the {} one; it stays the {} one in this recording", name(foot),
                      name(other(foot)), name(foot)));
  }
  if (const std::string failed = co_await mine.link->set_for_walk(); !failed.empty()) {
    co_await mine.link->disconnect();
    co_return failed;
  }
  s.session.on_connected(foot, mine.link->info().device.boot_id());
  const auto clock_end = Clock::now() + kClockTimeAgain;
  for (int i = 0; i < kClockReadings && Clock::now() < clock_end && co_await exchange_time(foot, s);) {
    ++i;
  }
  if (ending(s)) {
    co_return kNoAnswer;
  }
  co_return co_await begin(foot, s);
}

asio::awaitable<void> LiveShoes::reconnect(Foot foot, Streaming s, std::int64_t lost_us) {
  FootLink& mine = feet_[at(foot)];
  auto& loop = radio_.calls().loop();
  auto pause = 300ms;
  while (true) {
    co_await sleep(loop, pause);
    pause = std::min<std::chrono::milliseconds>(2 * pause, 3000ms);
    if (ending(s)) {
      co_return;
    }
    const std::string failed = co_await connect_again(foot, s);
    if (failed.empty()) {
      s.session.on_reconnected(foot, lost_us, s.now(), "connection lost");
      tell_(fmt::format("{} shoe: connected again", name(foot)));
      mine.told.clear();
      co_return;
    }
    if (!is_absence(failed) && std::exchange(mine.told, failed) != failed) {
      tell_(fmt::format("{} shoe: {}", name(foot), failed));
    }
  }
}

asio::awaitable<void> LiveShoes::end(Foot foot, Streaming s) {
  FootLink& mine = feet_[at(foot)];
  auto& loop = radio_.calls().loop();
  if (mine.up) {
    const bool answers = bool(co_await mine.link->command(wire::CommandKind::stop));
    const auto give_up = std::chrono::steady_clock::now() + (answers ? kFetchPatience : 0s);
    if (const auto counters = co_await mine.link->read_counters()) {
      s.session.on_packets_made(foot, std::get<0>(*counters.values).packets_made());
    }
    while (mine.up && s.session.foot(foot).missing > 0 && !s.signs.at_once &&
           std::chrono::steady_clock::now() < give_up) {
      co_await fetch_missing(foot, s);
      co_await sleep(loop, 20ms);
    }
    co_await sleep(loop, 100ms);  // the part-filled packet that stop() sent, should no number tell of it
  }
  if (!mine.up) {
    s.session.on_end_out_of_reach(foot, mine.last_packet_us, s.now());
    tell_(out_of_reach_at_end(foot, mine.last_packet_us, s.now(), s.session.recorded()));
  }
  co_await mine.link->disconnect();
}

asio::awaitable<void> LiveShoes::let_go() {
  for (FootLink& foot : feet_) {
    if (foot.link && foot.link->connected()) {
      co_await foot.link->disconnect();
    }
  }
}

}  // namespace backstep::host::ble
