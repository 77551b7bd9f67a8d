#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "dsp/clock/clock_fit.h"
#include "host/base/sentence.h"
#include "host/ingest/missing_packets.h"
#include "host/source/shoe_finder.h"

namespace backstep::host::ble {

/// What the user wants of a walk that goes on.
struct StopSigns {
  bool stop = false;     ///< to end it, and fetch what is still missing
  bool at_once = false;  ///< without that
};

/// When a walk ends while a shoe is out of reach: what is not there, and how long it can still be fetched.
Sentence out_of_reach_at_end(Foot foot, std::int64_t last_packet_us, std::int64_t now_us, bool recorded);

/// Whose stream it is: what it knows, and what it is told. Times are session time, microseconds. All are set.
struct StreamOwner {
  std::function<std::int64_t()> now_us;
  std::function<void(const Sentence& sentence)> say;  ///< for the user

  std::function<void(std::span<const std::uint8_t> bytes, std::int64_t arrival_us)> packet;
  /// Connected again; another boot id than before: it has restarted. Before its exchanges and packets.
  std::function<void(std::uint32_t boot_id)> connected;
  std::function<void(const TimeExchange& exchange)> exchange;
  /// The link was gone in [from_us, to_us).
  std::function<void(std::int64_t from_us, std::int64_t to_us, std::string_view reason)> reconnected;
  /// It ends while the shoe is out of reach: what that made in [from_us, to_us) is not known.
  std::function<void(std::int64_t from_us, std::int64_t to_us)> ended_out_of_reach;
  std::function<bool()> recorded;  ///< what comes is kept, and can be gone on with

  std::function<std::optional<MissingPackets::Range>(std::int64_t now_us)> next_request;
  std::function<void(const MissingPackets::Range& asked, wire::ReplyStatus status, const wire::Resending& coming)>
      resend_reply;
  std::function<void(std::uint32_t packets)> packets_made;  ///< in all since it started
  std::function<std::size_t()> missing;                     ///< packets that may still come

  /// Something went wrong in this program, in words: the owner gives the sign to stop.
  std::function<void(const std::string& why)> failed;
};

/// One shoe of a walk: streams it to the owner, connects again when the link breaks, asks for what is missing and for
/// the time once a second.
class ShoeStream {
 public:
  /// `shoe` has a link. All else must outlive it; it must outlive its stream (done()).
  ShoeStream(Foot foot, Radio& radio, ShoesInUse& in_use, FoundShoe shoe, const StopSigns& signs, StreamOwner owner);

  /// Streams until `signs`, then fetches what is still missing and disconnects.
  void start(std::uint8_t samples_per_packet);

  /// Nothing comes any more, and nothing of it runs.
  bool done() const { return done_; }

  /// Packets come, as far as known.
  bool connected() const { return up_; }

  /// Percent, as the shoe told last (every ten seconds while it sends); empty: it does not know.
  std::optional<int> battery_pct() const { return shoe_.battery_pct; }

  /// What it said before the walk; its link is there for as long as this.
  const FoundShoe& shoe() const { return shoe_; }

  /// Disconnects, if it still is connected.
  asio::awaitable<void> let_go();

 private:
  asio::io_context& loop() { return radio_.calls().loop(); }
  void say(const std::string& what) const;
  void fail(const std::string& why);
  asio::awaitable<void> abandon();
  asio::awaitable<void> stream();
  asio::awaitable<std::string> begin();
  void look_again();
  asio::awaitable<std::string> connect_again();
  asio::awaitable<bool> exchange_time();
  asio::awaitable<void> fetch_missing();
  asio::awaitable<void> reconnect(std::int64_t lost_us);
  asio::awaitable<void> end();

  Foot foot_;
  Radio& radio_;
  ShoesInUse& in_use_;
  FoundShoe shoe_;
  const StopSigns& signs_;
  StreamOwner owner_;
  std::uint8_t samples_per_packet_ = 0;
  std::string told_;  ///< why it does not come back
  std::int64_t last_exchange_us_ = 0, last_packet_us_ = 0;
  bool up_ = false, done_ = true;
};

}  // namespace backstep::host::ble
