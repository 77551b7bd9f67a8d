#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/base/sentence.h"
#include "host/bluez/radio.h"
#include "host/source/air.h"
#include "host/source/shoe_link.h"
#include "host/source/shoes_in_reach.h"

namespace backstep::host::ble {

/// A shoe that is connected and set for a walk, and what it said before it.
struct FoundShoe {
  std::unique_ptr<ShoeLink> link;    ///< nullptr: none was found
  std::shared_ptr<UsedShoe> in_use;  ///< so that no other walk takes it
  std::string serial;                ///< also while a new link, over another adapter, does not know it yet
  bool bonded = false;               ///< before it was found
  std::uint32_t packets_made = 0;    ///< so far
  std::optional<int> battery_pct;    ///< empty: it does not know
  std::vector<ClockReading> clock;   ///< what it said of its clock
};

/// Finds the left and the right shoe of one walker, each on the adapter with the fewest shoes. A side of which this
/// computer has a shoe is never claimed again: another one is somebody else's. Of a side of which it has none, a shoe
/// that may be claimed is, and it is said. A shoe that another walk of this process uses or tries is not looked at.
class ShoeFinder {
 public:
  /// A sentence for the user; of one side, or of the search.
  using Tell = std::function<void(std::optional<Foot> foot, const Sentence& sentence)>;

  /// All must outlive it.
  ShoeFinder(Radio& radio, ShoesInUse& in_use, Tell tell) : radio_(radio), in_use_(in_use), tell_(std::move(tell)) {}

  /// Connects to a left and a right shoe; after `patience` to what has been found. Fails where none was found. Ends at
  /// `stop` when the radio's calls are interrupted too.
  asio::awaitable<Result<void>> find(std::chrono::seconds patience, const bool& stop);

  bool has(Foot foot) const { return feet_[index(foot)].link != nullptr; }

  /// What was found of this side; from now on the caller's.
  FoundShoe take(Foot foot) { return std::move(feet_[index(foot)]); }

  /// Ends the search, and disconnects from what was found and not taken.
  asio::awaitable<void> let_go();

 private:
  using Clock = std::chrono::steady_clock;

  /// What came of looking at a shoe.
  struct Tried {
    bool left_out = false;                 ///< a second one of its side
    std::string told;                      ///< why it cannot be used
    Clock::time_point not_before;          ///< it could not be used: again then
    std::optional<Clock::time_point> due;  ///< when to try it though it does not show itself
  };

  bool wanted(const SeenShoe& shoe);
  /// Somebody else's: this computer has no bond with it, and one with another shoe of its side (of either side, where
  /// that is not known).
  bool is_strangers(std::optional<Foot> foot, const std::string& address) const;
  void leave_to_others(const SeenShoe& shoe);
  void tell_not_found(Foot foot) const;
  asio::awaitable<void> give_back(const SeenShoe& shoe, ShoeLink& link);
  asio::awaitable<void> try_shoe(const SeenShoe& shoe, std::chrono::milliseconds patience);
  asio::awaitable<void> look(Clock::time_point end);
  void leave_out(Foot foot, const std::string& address, const std::string& serial);
  asio::awaitable<void> read_clocks();
  static asio::awaitable<void> read_clock(FoundShoe& shoe, bool& read);

  Radio& radio_;
  ShoesInUse& in_use_;
  Tell tell_;
  std::array<FoundShoe, 2> feet_;
  std::map<std::string, Tried> tried_;  ///< by address
  std::vector<SeenShoe> strangers_;     ///< that could be claimed, were there not one's own
};

}  // namespace backstep::host::ble
