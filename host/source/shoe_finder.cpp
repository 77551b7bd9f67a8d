// Before a walk: which shoe is meant, which may be claimed, and what is said of the others.
#include "host/source/shoe_finder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "host/base/names.h"
#include "host/bluez/task.h"
#include "host/recording/gait_header.h"

namespace backstep::host::ble {
namespace {

using namespace std::chrono_literals;

constexpr auto kSilentPause = 2000ms;     ///< between attempts at a bonded shoe that does not show itself
constexpr auto kSilentPatience = 4000ms;  ///< for each of them
constexpr std::chrono::milliseconds kLastPatience = 5000ms;  ///< for a shoe that shows itself at the last moment
constexpr std::chrono::milliseconds kTurn = 15000ms;         ///< for one shoe while others wait
constexpr auto kTryOwnAgain = 300ms;                         ///< after a shoe could not be used
constexpr auto kTryAgain = 3000ms;                           ///< the same, of others

/// Before packets come, as far as the time allows: with 50 ms of jitter either way they bring the feet to within 5 ms
/// of one another (dsp/clock).
constexpr int kClockReadings = 32;
constexpr auto kClockTime = 3000ms;  ///< for these

/// A shoe that could be claimed, and is not, as this computer has its own.
Sentence not_claimed(const SeenShoe& stranger) {
  const std::string side = stranger.foot ? std::string(name(*stranger.foot)) + " " : "";
  return {
      fmt::format("another {}shoe is near, {}; it is not used, as this computer has its own", side, describe(stranger)),
      Hint::claim, stranger.serial.empty() ? stranger.address : stranger.serial};
}

}  // namespace

asio::awaitable<Result<void>> ShoeFinder::find(std::chrono::seconds patience, const bool& stop) {
  const auto end = Clock::now() + patience;
  Calls& bus = radio_.calls();
  co_await radio_.start_discovery();
  // A shoe may be seen by one adapter before the other: a moment more finds it on the freest one.
  co_await sleep(bus.loop(), 500ms);
  while (!stop && !bus.broken() && (!has(Foot::left) || !has(Foot::right)) && Clock::now() < end) {
    co_await radio_.revive();
    co_await look(end);
    co_await sleep(bus.loop(), 100ms);
  }
  co_await radio_.stop_discovery();
  if (bus.broken()) {
    co_return fail({.kind = ErrorKind::device, .what = "the connection to D-Bus broke off"});
  }
  if (!has(Foot::left) && !has(Foot::right)) {
    for (const SeenShoe& stranger : strangers_) {
      tell_(stranger.foot, not_claimed(stranger));
    }
    const bool none_told = std::ranges::all_of(tried_, [](const auto& t) { return t.second.told.empty(); });
    co_return fail(none_told ? Error{.kind = ErrorKind::device,
                                     .what = "no shoe found",
                                     .todo = "Switch the shoes on and stay near",
                                     .hint = Hint::scan}
                             : Error{.kind = ErrorKind::device, .what = "no shoe could be connected"});
  }
  for (const Foot foot : kFeet) {
    if (!has(foot) && !stop) {
      tell_not_found(foot);
    }
  }
  if (!stop) {
    co_await read_clocks();
  }
  co_return Result<void>();
}

void ShoeFinder::tell_not_found(Foot foot) const {
  tell_(foot,
        fmt::format("the {} shoe was not found: only the {} one is measured. For both, switch it on, end this walk "
                    "and begin again",
                    name(foot), name(other(foot))));
  for (const SeenShoe& stranger : strangers_) {
    if (stranger.foot.value_or(foot) == foot) {
      tell_(stranger.foot, not_claimed(stranger));
    }
  }
}

/// Says so where two shoes of one side are there that may both be meant.
bool ShoeFinder::wanted(const SeenShoe& shoe) {
  if (in_use_.contains(shoe.address) || tried_[shoe.address].left_out) {
    return false;
  }
  if (!shoe.foot || !has(*shoe.foot)) {
    return true;
  }
  if (shoe.in_reach() && (shoe.bonded || !feet_[index(*shoe.foot)].bonded)) {
    leave_out(*shoe.foot, shoe.address, shoe.serial);
  }
  return false;
}

void ShoeFinder::leave_out(Foot foot, const std::string& address, const std::string& serial) {
  tell_(foot,
        fmt::format(
            "two shoes say they are the {} one: {} and {}. The second is left out; switch off the one that is not worn",
            name(foot), feet_[index(foot)].link->serial(), serial));
  tried_[address].left_out = true;
}

bool ShoeFinder::is_strangers(std::optional<Foot> foot, const std::string& address) const {
  const std::vector<SeenShoe> bonded = bonded_shoes(radio_);
  const auto is_it = [&](const SeenShoe& own) { return own.address == address; };
  const auto of_its_side = [&](const SeenShoe& own) { return !own.foot || !foot || *own.foot == *foot; };
  return std::none_of(bonded.begin(), bonded.end(), is_it) && std::any_of(bonded.begin(), bonded.end(), of_its_side);
}

/// Tries what shows itself, one's own first. Of the bonded shoes that do not, most are off, and bluetoothd takes half a
/// minute to give one up: one at a time, for a moment, when nothing else is left to try.
asio::awaitable<void> ShoeFinder::look(Clock::time_point end) {
  const auto left = [end] { return std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()); };
  const auto due = [this](const SeenShoe& shoe) {
    auto& when = tried_[shoe.address].due;
    return when ? *when : when.emplace(Clock::now() + kSilentPause);
  };
  std::vector<SeenShoe> seen = seen_shoes(radio_);
  std::stable_partition(seen.begin(), seen.end(), [](const SeenShoe& shoe) { return shoe.bonded; });
  std::vector<SeenShoe> waiting, silent;
  for (const SeenShoe& shoe : seen) {
    if (in_use_.contains(shoe.address)) {
      continue;
    }
    if (!shoe.in_reach()) {
      silent.push_back(shoe);
    } else if (is_strangers(shoe.foot, shoe.address)) {
      leave_to_others(shoe);
    } else if (Clock::now() >= tried_[shoe.address].not_before) {
      waiting.push_back(shoe);
    }
  }
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    if (wanted(waiting[i]) && left() > 0ms) {
      const auto patience = std::max(left(), kLastPatience);
      co_await try_shoe(waiting[i], i + 1 < waiting.size() ? std::min(patience, kTurn) : patience);
    }
  }
  std::erase_if(silent, [this](const SeenShoe& shoe) { return !wanted(shoe); });
  const auto next =
      std::min_element(silent.begin(), silent.end(), [&](const auto& a, const auto& b) { return due(a) < due(b); });
  if (next != silent.end() && due(*next) < Clock::now() && left() > 0ms) {
    co_await try_shoe(*next, std::min(left(), kSilentPatience));
    tried_[next->address].due = Clock::now() + kSilentPause;
  }
}

void ShoeFinder::leave_to_others(const SeenShoe& shoe) {
  const auto same = [&](const SeenShoe& known) { return known.address == shoe.address; };
  if (std::none_of(strangers_.begin(), strangers_.end(), same)) {
    strangers_.push_back(shoe);
  }
}

asio::awaitable<void> ShoeFinder::try_shoe(const SeenShoe& shoe, std::chrono::milliseconds patience) {
  const std::array strangers = {is_strangers(Foot::left, shoe.address), is_strangers(Foot::right, shoe.address)};
  const std::string& path = in_use_.freest(shoe.paths);
  auto in_use = in_use_.take(shoe.address, path);
  auto link = std::make_unique<ShoeLink>(radio_, path);
  asio::steady_timer limit(radio_.calls().loop(), patience);
  limit.async_wait([&calls = radio_.calls()](const boost::system::error_code& cancelled) {
    if (!cancelled) {
      calls.interrupt();
    }
  });
  std::string failed = co_await link->connect();
  Answer<wire::Counters> counters;
  if (failed.empty()) {
    const Foot foot = foot_of(link->info().device.side());
    if (!shoe.bonded) {  // said at once: the bond stays, whatever fails now
      tell_(foot, {fmt::format("{} shoe {}: claimed by this computer from now on", name(foot), link->serial()),
                   Hint::forget, link->serial()});
    }
    if (strangers[index(foot)]) {  // by its advertised name it was of the other side, and it is claimed now
      co_await give_back(shoe, *link);
      co_return;
    }
    if (has(foot)) {  // likewise
      leave_out(foot, shoe.address, link->serial());
      co_await link->disconnect();
      co_return;
    }
    failed = co_await link->set_for_walk();
    if (failed.empty()) {
      counters = co_await link->read_counters();
      failed = counters.error;
    }
    if (!failed.empty()) {
      co_await link->disconnect();
    }
  }
  limit.cancel();
  if (!failed.empty()) {
    if (shoe.in_reach() && std::exchange(tried_[shoe.address].told, failed) != failed) {
      tell_(shoe.foot, fmt::format("{} ({}): {}", shoe.name, shoe.address, failed));
    }
    tried_[shoe.address].not_before = Clock::now() + (shoe.bonded ? kTryOwnAgain : kTryAgain);
    co_return;
  }
  const Foot foot = foot_of(link->info().device.side());
  FoundShoe& mine = feet_[index(foot)];
  const wire::Counters& c = std::get<0>(*counters.values);
  mine.packets_made = c.packets_made();
  mine.serial = link->serial();
  mine.bonded = shoe.bonded;
  mine.battery_pct = wire::battery_pct(c);
  mine.link = std::move(link);
  mine.in_use = std::move(in_use);
  tell_(foot, mine.battery_pct
                  ? fmt::format("{} shoe {} (battery {} %)", name(foot), mine.link->serial(), *mine.battery_pct)
                  : fmt::format("{} shoe {}", name(foot), mine.link->serial()));
}

/// Somebody else's: no bond with it is kept here. In the shoe it stays, as to release it would break those of its
/// owner.
asio::awaitable<void> ShoeFinder::give_back(const SeenShoe& shoe, ShoeLink& link) {
  SeenShoe known = shoe;
  known.foot = foot_of(link.info().device.side());
  known.serial = link.serial();
  leave_to_others(known);
  tried_[shoe.address].left_out = true;
  co_await link.disconnect();
  const std::string kept = co_await radio_.forget(shoe.address);
  tell_(known.foot,
        kept.empty()
            ? Sentence(fmt::format("{} is not used, as this computer has its own, and is not claimed any more",
                                   describe(known)))
            : Sentence(
                  fmt::format("{} is not used, as this computer has its own; but the claim cannot be taken back ({})",
                              describe(known), kept),
                  Hint::forget, known.serial));
}

/// Both shoes' at once.
asio::awaitable<void> ShoeFinder::read_clocks() {
  auto& loop = radio_.calls().loop();
  std::array<bool, 2> read = {!has(Foot::left), !has(Foot::right)};
  for (const Foot foot : kFeet) {
    if (has(foot)) {
      const auto failed = [&done = read[index(foot)]](const std::string&) { done = true; };  // walked by arrival
      spawn(loop, read_clock(feet_[index(foot)], read[index(foot)]), failed);
    }
  }
  while (!read[0] || !read[1]) {
    co_await sleep(loop, 5ms);
  }
}

asio::awaitable<void> ShoeFinder::read_clock(FoundShoe& shoe, bool& read) {
  const auto end = Clock::now() + kClockTime;
  for (int i = 0; i < kClockReadings && Clock::now() < end; ++i) {
    const auto reading = co_await shoe.link->read_clock();
    if (!reading) {
      break;  // each that is not answered would take seconds
    }
    shoe.clock.push_back(*reading);
  }
  read = true;
}

asio::awaitable<void> ShoeFinder::let_go() {
  co_await radio_.stop_discovery();
  for (FoundShoe& shoe : feet_) {
    if (shoe.link && shoe.link->connected()) {
      co_await shoe.link->disconnect();
    }
    shoe = {};
  }
}

}  // namespace backstep::host::ble
