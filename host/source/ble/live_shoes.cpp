#include "host/source/ble/live_shoes.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "host/sink/names.h"

namespace backstep::host::ble {
namespace {

using namespace std::chrono_literals;

constexpr std::array kFeet = {Foot::left, Foot::right};
constexpr std::int64_t kSilence_us = 3'000'000;  ///< without a packet the link is taken for dead
constexpr int kClockReadings = 16;  ///< before packets come: with 50 ms of jitter either way, 5 ms (dsp/clock)
constexpr std::int64_t kExchangeEvery_us = 1'000'000;
constexpr auto kFetchPatience = 20s;  ///< after the end of a walk, for what is missing

}  // namespace

std::string LiveShoes::freest(const SeenShoe& shoe) const {
  const auto links = [this](const std::string& path) {
    const std::string adapter = path.substr(0, path.rfind('/') + 1);
    return std::count_if(feet_.begin(), feet_.end(),
                         [&](const FootLink& f) { return f.link && f.link->path().starts_with(adapter); });
  };
  return *std::min_element(shoe.paths.begin(), shoe.paths.end(),
                           [&](const auto& a, const auto& b) { return links(a) < links(b); });
}

asio::awaitable<std::string> LiveShoes::find(std::chrono::seconds patience, const bool& stop) {
  co_await radio_.start_discovery();
  auto& loop = radio_.bluez().bus().loop();
  const auto end = std::chrono::steady_clock::now() + patience;
  // A shoe may be seen by one adapter before the other: a moment more finds it on the freest one.
  co_await sleep(loop, 500ms);
  while (!stop && (!has(Foot::left) || !has(Foot::right)) && std::chrono::steady_clock::now() < end) {
    for (const SeenShoe& shoe : radio_.seen()) {
      const bool taken = std::any_of(feet_.begin(), feet_.end(),
                                     [&](const FootLink& f) { return f.link && f.link->address() == shoe.address; });
      if (!taken && !ignored_.contains(shoe.address) && (shoe.rssi_dbm || shoe.bonded)) {
        co_await try_shoe(shoe);
      }
    }
    co_await sleep(loop, 100ms);
  }
  co_await radio_.stop_discovery();
  if (!has(Foot::left) && !has(Foot::right)) {
    co_return "no shoe found. Switch the shoes on and stay near; `backstep scan` shows what is in reach";
  }
  co_await read_clocks(kClockReadings);
  co_return std::string();
}

asio::awaitable<void> LiveShoes::read_clocks(int times) {
  for (int i = 0; i < times; ++i) {
    for (FootLink& foot : feet_) {
      if (const auto reading = foot.link ? co_await foot.link->read_clock() : std::nullopt) {
        foot.clock.push_back(*reading);
      }
    }
  }
}

asio::awaitable<void> LiveShoes::try_shoe(const SeenShoe& shoe) {
  auto link = std::make_unique<ShoeLink>(radio_.bluez(), freest(shoe));
  const std::string failed = co_await link->connect();
  if (!failed.empty()) {
    if (std::exchange(told_[shoe.address], failed) != failed) {
      tell_(fmt::format("{} ({}): {}", shoe.name, shoe.address, failed));
    }
    co_await sleep(radio_.bluez().bus().loop(), 300ms);
    co_return;
  }
  const Foot foot = foot_of(link->info().device.side());
  FootLink& mine = feet_[at(foot)];
  if (mine.link) {
    tell_(fmt::format(
        "two shoes say they are the {} one: {} and {}. The second is left out; switch off the one that is not worn",
        name(foot), mine.link->serial(), link->serial()));
    ignored_.insert(shoe.address);
    co_await link->disconnect();
    co_return;
  }
  const auto counters = co_await link->read_counters();
  if (!counters) {
    tell_(fmt::format("{}: {}", shoe.name, counters.error));
    co_return;
  }
  const wire::Counters& c = std::get<0>(*counters.values);
  mine.made = c.packets_made();
  mine.link = std::move(link);
  tell_(c.battery_pct() <= 100
            ? fmt::format("{} shoe {} (battery {} %)", name(foot), mine.link->serial(), c.battery_pct())
            : fmt::format("{} shoe {}", name(foot), mine.link->serial()));
}

asio::awaitable<void> LiveShoes::run(LiveSession& session, std::uint8_t samples_per_packet, Now now, const bool& stop) {
  auto& loop = radio_.bluez().bus().loop();
  const Streaming s{session, samples_per_packet, std::move(now), stop};
  for (const Foot foot : kFeet) {
    feet_[at(foot)].done = !has(foot);
    if (has(foot)) {
      asio::co_spawn(loop, stream(foot, s), asio::detached);
    }
  }
  while (!feet_[0].done || !feet_[1].done) {
    co_await sleep(loop, 20ms);
  }
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
      tell_(written.error().message);
    }
  };
  std::string failed = co_await mine.link->subscribe(packet, [&mine] { mine.up = false; });
  if (failed.empty()) {
    const auto reply = co_await mine.link->command(wire::CommandKind::start, s.samples_per_packet);
    if (!reply) {
      failed = reply.error;
    } else if (const auto& message = std::get<0>(*reply.values); message.reply.status() != wire::ReplyStatus::ok) {
      failed = fmt::format("it does not start: {}", wire::EnumNameReplyStatus(message.reply.status()));
    } else if (const auto granted = std::get<wire::Granted>(message.details);
               granted.samples_per_packet() != s.samples_per_packet) {
      tell_(fmt::format("{} shoe: the link carries only {} samples a packet, {} a second", name(foot),
                        granted.samples_per_packet(), granted.rate_hz()));
    }
  }
  mine.up = mine.up && failed.empty();
  co_return failed;
}

asio::awaitable<void> LiveShoes::stream(Foot foot, Streaming s) {
  FootLink& mine = feet_[at(foot)];
  auto& loop = radio_.bluez().bus().loop();
  std::string failed = co_await begin(foot, s);
  while (!s.stop) {
    if (!mine.up) {
      const std::int64_t lost_us = mine.last_packet_us;
      tell_(fmt::format("{} shoe: {}; connecting again", name(foot), failed.empty() ? "connection lost" : failed));
      co_await reconnect(foot, s, lost_us);
      failed.clear();
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

asio::awaitable<void> LiveShoes::exchange_time(Foot foot, Streaming s) {
  FootLink& mine = feet_[at(foot)];
  mine.last_exchange_us = s.now();
  if (const auto reading = co_await mine.link->read_clock()) {
    const auto session_us = [&](std::chrono::steady_clock::time_point time) {
      const auto ago = std::chrono::steady_clock::now() - time;
      return s.now() - std::chrono::duration_cast<std::chrono::microseconds>(ago).count();
    };
    s.session.on_exchange(
        foot, {session_us(reading->asked), reading->received_us, reading->answered_us, session_us(reading->heard)});
  }
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

asio::awaitable<void> LiveShoes::reconnect(Foot foot, Streaming s, std::int64_t lost_us) {
  FootLink& mine = feet_[at(foot)];
  auto& loop = radio_.bluez().bus().loop();
  auto pause = 300ms;
  while (!s.stop) {
    co_await sleep(loop, pause);
    pause = std::min<std::chrono::milliseconds>(2 * pause, 3000ms);
    if (!(co_await mine.link->connect()).empty()) {
      continue;
    }
    if (foot_of(mine.link->info().device.side()) != foot) {
      tell_(fmt::format("the {} shoe now says it is the {} one; it stays the {} one in this recording", name(foot),
                        name(other(foot)), name(foot)));
    }
    s.session.on_connected(foot, mine.link->info().device.boot_id());
    for (int i = 0; i < kClockReadings; ++i) {
      co_await exchange_time(foot, s);
    }
    if ((co_await begin(foot, s)).empty()) {
      s.session.on_reconnected(foot, lost_us, s.now(), "connection lost");
      tell_(fmt::format("{} shoe: connected again", name(foot)));
      co_return;
    }
  }
}

asio::awaitable<void> LiveShoes::end(Foot foot, Streaming s) {
  FootLink& mine = feet_[at(foot)];
  auto& loop = radio_.bluez().bus().loop();
  if (mine.up) {
    co_await mine.link->command(wire::CommandKind::stop);
    const auto give_up = std::chrono::steady_clock::now() + kFetchPatience;
    if (const auto counters = co_await mine.link->read_counters()) {
      s.session.on_packets_made(foot, std::get<0>(*counters.values).packets_made());
    }
    while (mine.up && s.session.foot(foot).missing > 0 && std::chrono::steady_clock::now() < give_up) {
      co_await fetch_missing(foot, s);
      co_await sleep(loop, 20ms);
    }
    co_await sleep(loop, 100ms);  // the part-filled packet that stop() sent, should no number tell of it
  }
  co_await mine.link->disconnect();
}

}  // namespace backstep::host::ble
