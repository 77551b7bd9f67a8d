#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/bluez/radio.h"
#include "host/session/live_session.h"
#include "host/source/shoe_link.h"
#include "host/source/shoes_in_reach.h"

namespace backstep::host::ble {

/// What the user wants of a walk that goes on.
struct StopSigns {
  bool stop = false;     ///< to end it, and fetch what is still missing
  bool at_once = false;  ///< without that
};

/// When a walk ends while a shoe is out of reach: what is not there, and how long it can still be fetched.
std::string out_of_reach_at_end(Foot foot, std::int64_t last_packet_us, std::int64_t now_us, bool recorded);

/// The shoes of one walker: finds the left and the right one, streams both into a session, connects again when a link
/// breaks, and asks for what is missing. Each shoe goes on the adapter with the fewest links.
class LiveShoes {
 public:
  using Tell = std::function<void(const std::string& sentence)>;
  using Now = std::function<std::int64_t()>;  ///< session time, microseconds

  LiveShoes(Radio& radio, Tell tell) : radio_(radio), tell_(std::move(tell)) {}

  /// Connects to a left and a right shoe; after `patience` to what has been found. A side of which this computer has a
  /// shoe is never claimed again: another one is somebody else's. Of a side of which it has none, a shoe that may be
  /// claimed is, and it is said. Error: none was found. Ends at `signs` when the radio's calls are interrupted too.
  asio::awaitable<std::string> find(std::chrono::seconds patience, const StopSigns& signs);

  bool has(Foot foot) const { return feet_[at(foot)].link != nullptr; }
  const ShoeLink& link(Foot foot) const { return *feet_[at(foot)].link; }

  /// Packets the shoe had made before this session.
  std::uint32_t packets_made(Foot foot) const { return feet_[at(foot)].made; }

  /// Packets come, as far as known.
  bool connected(Foot foot) const { return feet_[at(foot)].up; }

  /// Percent, as the shoe told last (every ten seconds while it sends); empty: it does not know.
  std::optional<int> battery_pct(Foot foot) const { return feet_[at(foot)].battery_pct; }

  /// What the shoe said of its clock before this session.
  const std::vector<ClockReading>& clock_readings(Foot foot) const { return feet_[at(foot)].clock; }

  /// Streams until `signs`, then fetches what is still missing and disconnects. Error: the walk ended because something
  /// went wrong in this program; in words.
  asio::awaitable<std::string> run(LiveSession& session, std::uint8_t samples_per_packet, Now now,
                                   const StopSigns& signs);

  /// Disconnects from all that find() has found, if they still are connected.
  asio::awaitable<void> let_go();

 private:
  using Clock = std::chrono::steady_clock;

  struct FootLink {
    std::unique_ptr<ShoeLink> link;
    bool own = false;  ///< bonded before
    std::string told;  ///< why it does not come back
    std::uint32_t made = 0;
    std::optional<int> battery_pct;
    std::vector<ClockReading> clock;
    std::int64_t last_exchange_us = 0;
    bool clock_read = false, up = false, done = false;
    std::int64_t last_packet_us = 0;
  };
  /// What came of looking at a shoe.
  struct Tried {
    bool left_out = false;                 ///< a second one of its side
    std::string told;                      ///< why it cannot be used
    Clock::time_point not_before;          ///< it could not be used: again then
    std::optional<Clock::time_point> due;  ///< when to try it though it does not show itself
  };
  struct Streaming {
    LiveSession& session;
    std::uint8_t samples_per_packet;
    Now now;
    const StopSigns& signs;
  };

  static std::size_t at(Foot foot) { return index(foot); }
  std::string freest(const SeenShoe& shoe) const;
  bool wanted(const SeenShoe& shoe);
  /// Somebody else's: this computer has no bond with it, and one with another shoe of its side (of either side, where
  /// that is not known).
  bool is_strangers(std::optional<Foot> foot, const std::string& address) const;
  void leave_to_others(const SeenShoe& shoe);
  void tell_not_found(Foot foot) const;
  asio::awaitable<void> give_back(const SeenShoe& shoe, ShoeLink& link);
  asio::awaitable<void> abandon(Foot foot);
  bool ending(const Streaming& s) const { return s.signs.stop || !failed_.empty(); }
  void fail(const std::string& why);
  asio::awaitable<void> try_shoe(const SeenShoe& shoe, std::chrono::milliseconds patience);
  asio::awaitable<void> look(Clock::time_point end);
  void leave_out(Foot foot, const std::string& address, const std::string& serial);
  void look_again(FootLink& foot);
  asio::awaitable<void> read_clocks();
  asio::awaitable<void> read_clock(FootLink& foot);
  asio::awaitable<void> stream(Foot foot, Streaming s);
  asio::awaitable<std::string> begin(Foot foot, Streaming s);
  asio::awaitable<std::string> connect_again(Foot foot, Streaming s);
  void note_battery(Foot foot, const wire::Counters& counters);
  asio::awaitable<bool> exchange_time(Foot foot, Streaming s);
  asio::awaitable<void> fetch_missing(Foot foot, Streaming s);
  asio::awaitable<void> reconnect(Foot foot, Streaming s, std::int64_t lost_us);
  asio::awaitable<void> end(Foot foot, Streaming s);

  Radio& radio_;
  Tell tell_;
  std::array<FootLink, 2> feet_;
  std::map<std::string, Tried> tried_;  ///< by address
  std::vector<SeenShoe> strangers_;     ///< that could be claimed, were there not one's own
  std::string failed_;                  ///< why the walk must end
};

}  // namespace backstep::host::ble
