#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "host/ingest/packet_order.h"
#include "schemas/control.h"

namespace backstep::host {

/// Knows which packets of one shoe have not come, and which to ask for now. It only asks: what a session does without
/// them is FootDecoder's, by arrival times alone.
class MissingPackets {
 public:
  struct Range {
    std::uint32_t first = 0, last = 0;
  };

  /// Numbers are counted from this one on: what came before a session is none of its business. Empty: from the first
  /// packet that comes.
  explicit MissingPackets(std::optional<std::uint32_t> next = std::nullopt);

  /// It is not missing any more; those between it and the newest are.
  void received(const OrderedPacket& packet);

  /// The shoe has made packets up to `last`; those that did not come are missing. For the end of a recording.
  void made(std::uint32_t last);

  /// What to ask for now: the oldest hole of which nothing was asked and nothing came for kAskAgain_us. All of it: the
  /// answer says what of it the shoe still has, however long it was out of reach.
  std::optional<Range> next_request(std::int64_t now_us);

  /// What the shoe said to a request: what is gone is not asked for again.
  void answered(const Range& asked, wire::ReplyStatus status, const wire::Resending& coming);

  /// The link is new: what was asked for on the old one was forgotten.
  void reconnected();

  /// The shoe has restarted: its numbers and its buffer begin anew.
  void restarted();

  std::size_t missing() const;
  std::size_t gone() const { return gone_; }

 private:
  static constexpr std::int64_t kAskAgain_us = 2'000'000;  // a resend waits behind live packets
  static constexpr std::size_t kMostHoles = 1000;

  struct Hole {
    std::int64_t last = 0;
    std::optional<std::int64_t> asked_us;  ///< or when the packet before it came, which was asked for with it
  };

  void add_hole(std::int64_t first, std::int64_t last);
  /// `arrival_us`: they came then; otherwise they never will.
  void remove(std::int64_t first, std::int64_t last, std::optional<std::int64_t> arrival_us = std::nullopt);

  std::optional<std::int64_t> next_;    ///< one past the newest, unwrapped
  std::map<std::int64_t, Hole> holes_;  ///< by first
  std::size_t gone_ = 0;
};

}  // namespace backstep::host
