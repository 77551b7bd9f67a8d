#include "host/source/shoe_stream.h"

#include <fmt/format.h>

#include <algorithm>

#include "host/base/names.h"
#include "host/bluez/task.h"
#include "host/recording/gait_header.h"

namespace backstep::host::ble {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kSilence_us = 3'000'000;  ///< without a packet the link is taken for dead
/// After a lost link, as far as the time allows: most of what was known of the shoe's clock still holds.
constexpr int kClockReadingsAgain = 32;
constexpr auto kClockTimeAgain = 1000ms;
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

Sentence out_of_reach_at_end(Foot foot, std::int64_t last_packet_us, std::int64_t now_us, bool recorded) {
  std::string said = fmt::format("{} shoe: out of reach when the walk ended; what it made since {:.0f} s is not here",
                                 name(foot), static_cast<double>(last_packet_us) * 1e-6);
  const std::int64_t left_us = last_packet_us + kKept_us - now_us;
  if (!recorded) {
    return said;
  }
  said += left_us > 0 ? fmt::format(". Going on within {:.0f} s fetches it", static_cast<double>(left_us) * 1e-6)
                      : ". Going on at once fetches the last minute of it";
  return {said, Hint::resume};
}

ShoeStream::ShoeStream(Foot foot, Radio& radio, ShoesInUse& in_use, FoundShoe shoe, const StopSigns& signs,
                       StreamOwner owner)
    : foot_(foot), radio_(radio), in_use_(in_use), shoe_(std::move(shoe)), signs_(signs), owner_(std::move(owner)) {}

void ShoeStream::say(const std::string& what) const { owner_.say(fmt::format("{} shoe: {}", name(foot_), what)); }

void ShoeStream::fail(const std::string& why) { owner_.failed(fmt::format("{} shoe: {}", name(foot_), why)); }

void ShoeStream::start(std::uint8_t samples_per_packet) {
  samples_per_packet_ = samples_per_packet;
  done_ = false;
  const auto failed = [this](const std::string& why) {
    fail(why);
    spawn(loop(), abandon(), [this](const std::string&) { done_ = true; });
  };
  spawn(loop(), stream(), failed);
}

/// After a failure of its own stream: nothing of the shoe comes any more when the walk is over.
asio::awaitable<void> ShoeStream::abandon() {
  co_await shoe_.link->disconnect();
  done_ = true;
}

/// Stream open, sending begun.
asio::awaitable<std::string> ShoeStream::begin() {
  last_packet_us_ = owner_.now_us();
  up_ = true;
  const auto packet = [this](std::span<const std::uint8_t> bytes) {
    last_packet_us_ = owner_.now_us();
    owner_.packet(bytes, last_packet_us_);
  };
  ShoeLink::Listener listener{packet, [this] { up_ = false; }, [this](const std::string& why) { fail(why); }};
  std::string failed = co_await shoe_.link->subscribe(std::move(listener));
  // Only the battery's figure hangs on it: a walk goes on without.
  const auto note = [this](const wire::Counters& told) { shoe_.battery_pct = wire::battery_pct(told); };
  co_await shoe_.link->watch_counters(note);
  if (failed.empty()) {
    const auto reply = co_await shoe_.link->command(wire::CommandKind::start, samples_per_packet_);
    if (!reply) {
      failed = reply.error;
    } else if (const auto& message = std::get<0>(*reply.values); message.reply.status() != wire::ReplyStatus::ok) {
      failed = why_not(message.reply.status());
    } else if (const auto* granted = std::get_if<wire::Granted>(&message.details);
               granted != nullptr && granted->samples_per_packet() != samples_per_packet_) {
      say(fmt::format("the link carries only {} sample{} a packet, {} a second", granted->samples_per_packet(),
                      granted->samples_per_packet() == 1 ? "" : "s", granted->rate_hz()));
    }
  }
  if (!failed.empty()) {
    up_ = false;
    co_await shoe_.link->disconnect();
  }
  co_return failed;
}

asio::awaitable<void> ShoeStream::stream() {
  std::string failed = co_await begin();
  while (!signs_.stop) {
    if (!up_) {
      const std::int64_t lost_us = last_packet_us_;
      say((failed.empty() ? "connection lost" : failed) + "; connecting again");
      told_ = failed;
      co_await reconnect(lost_us);
      failed.clear();
      continue;
    }
    if (shoe_.link->lost()) {
      up_ = false;
      continue;
    }
    co_await fetch_missing();
    if (owner_.now_us() - last_exchange_us_ > kExchangeEvery_us) {
      co_await exchange_time();
    }
    if (owner_.now_us() - last_packet_us_ > kSilence_us) {
      failed = "silent for 3 s";
      up_ = false;
      co_await shoe_.link->disconnect();
    }
    co_await sleep(loop(), 20ms);
  }
  co_await end();
  done_ = true;
}

/// False: not answered.
asio::awaitable<bool> ShoeStream::exchange_time() {
  last_exchange_us_ = owner_.now_us();
  const auto reading = co_await shoe_.link->read_clock();
  if (!reading) {
    co_return false;
  }
  const auto session_us = [&](std::chrono::steady_clock::time_point time) {
    const auto ago = std::chrono::steady_clock::now() - time;
    return owner_.now_us() - std::chrono::duration_cast<std::chrono::microseconds>(ago).count();
  };
  owner_.exchange({session_us(reading->asked), reading->received_us, reading->answered_us, session_us(reading->heard)});
  co_return true;
}

asio::awaitable<void> ShoeStream::fetch_missing() {
  while (up_) {
    const auto range = owner_.next_request(owner_.now_us());
    if (!range) {
      co_return;
    }
    const auto reply = co_await shoe_.link->command(wire::CommandKind::resend, range->first, range->last);
    if (!reply) {
      co_return;  // asked again later
    }
    const auto& message = std::get<0>(*reply.values);
    const auto* coming = std::get_if<wire::Resending>(&message.details);
    owner_.resend_reply(*range, message.reply.status(), coming != nullptr ? *coming : wire::Resending{});
  }
}

/// An adapter that was pulled out may come back under another name: the shoe is then known under another path.
void ShoeStream::look_again() {
  if (radio_.bluez().objects().contains(shoe_.link->path())) {
    return;
  }
  for (const SeenShoe& seen : seen_shoes(radio_)) {
    if (seen.address == shoe_.link->address()) {
      shoe_.in_use->path = in_use_.freest(seen.paths);
      shoe_.link = std::make_unique<ShoeLink>(radio_, shoe_.in_use->path);
      return;
    }
  }
}

/// Error: why not. A sentence, or bluetoothd's words.
asio::awaitable<std::string> ShoeStream::connect_again() {
  co_await radio_.revive();
  look_again();
  if (const std::string adapter = adapter_of(shoe_.link->path()); radio_.bluez().objects().contains(adapter)) {
    if (const std::string off = co_await radio_.power(adapter); !off.empty()) {
      co_return off;
    }
  }
  if (const std::string failed = co_await shoe_.link->connect(); !failed.empty()) {
    co_await shoe_.link->disconnect();  // also a link that bluetoothd itself made, and that does not work
    co_return failed;
  }
  if (foot_of(shoe_.link->info().device.side()) != foot_) {
    owner_.say(fmt::format("the {} shoe now says it is the {} one; it stays the {} one in this recording", name(foot_),
                           name(other(foot_)), name(foot_)));
  }
  if (const std::string failed = co_await shoe_.link->set_for_walk(); !failed.empty()) {
    co_await shoe_.link->disconnect();
    co_return failed;
  }
  owner_.connected(shoe_.link->info().device.boot_id());
  const auto clock_end = std::chrono::steady_clock::now() + kClockTimeAgain;
  for (int i = 0;
       i < kClockReadingsAgain && std::chrono::steady_clock::now() < clock_end && co_await exchange_time();) {
    ++i;
  }
  if (signs_.stop) {
    co_return kNoAnswer;
  }
  co_return co_await begin();
}

asio::awaitable<void> ShoeStream::reconnect(std::int64_t lost_us) {
  auto pause = 300ms;
  while (true) {
    const auto stopped = [this] { return signs_.stop; };
    co_await until(radio_.calls(), pause, stopped);
    pause = std::min<std::chrono::milliseconds>(2 * pause, 3000ms);
    if (signs_.stop) {
      co_return;
    }
    const std::string failed = co_await connect_again();
    if (failed.empty()) {
      owner_.reconnected(lost_us, owner_.now_us(), "connection lost");
      say("connected again");
      told_.clear();
      co_return;
    }
    if (!is_absence(failed) && std::exchange(told_, failed) != failed) {
      say(failed);
    }
  }
}

asio::awaitable<void> ShoeStream::end() {
  if (up_) {
    const bool answers = bool(co_await shoe_.link->command(wire::CommandKind::stop));
    const auto give_up = std::chrono::steady_clock::now() + (answers ? kFetchPatience : 0s);
    if (const auto counters = co_await shoe_.link->read_counters()) {
      owner_.packets_made(std::get<0>(*counters.values).packets_made());
    }
    while (up_ && owner_.missing() > 0 && !signs_.at_once && std::chrono::steady_clock::now() < give_up) {
      co_await fetch_missing();
      co_await sleep(loop(), 20ms);
    }
    co_await sleep(loop(), 100ms);  // the part-filled packet that stop() sent, should no number tell of it
  }
  if (!up_) {
    owner_.ended_out_of_reach(last_packet_us_, owner_.now_us());
    owner_.say(out_of_reach_at_end(foot_, last_packet_us_, owner_.now_us(), owner_.recorded()));
  }
  co_await shoe_.link->disconnect();
}

asio::awaitable<void> ShoeStream::let_go() {
  if (shoe_.link->connected()) {
    co_await shoe_.link->disconnect();
  }
}

}  // namespace backstep::host::ble
