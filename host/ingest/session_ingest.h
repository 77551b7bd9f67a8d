#pragma once

#include <array>
#include <optional>

#include "host/base/reading.h"
#include "host/ingest/foot_decoder.h"

namespace backstep::host {

/// How long a live session waits for a missing packet: time to ask for it and get it, two packets of 19 samples at 208
/// Hz and a few connection intervals. Longer would delay what the walker hears.
inline constexpr std::int64_t kLiveWait_us = 250'000;

/// How long a file is read on for one, by all who are not to see it as live: `analyze`, `info` and `doctor` count the
/// same. A host that comes back asks for what it missed, and the shoe sends it beside what is new: all of what its
/// buffer can hold (about a minute) has come after as long again.
inline constexpr std::int64_t kWaitForAll_us = 120'000'000;

/// Packets of both feet in order of arrival -> readings merged by session time. Live and replay use this one.
///
/// A reading is held until the other foot has one too, or has been silent (by arrival times) for longer than its
/// packets are waited for; so the order does not depend on how the feet's packets interleave, and memory is bounded.
class SessionIngest {
 public:
  /// `wait_us`: how long a missing packet is waited for.
  SessionIngest(const RecordingHeader& header, std::int64_t wait_us);

  /// A packet of a foot that the header does not know is ignored.
  void push(Foot foot, std::span<const std::uint8_t> bytes, std::int64_t arrival_us) {
    take(foot, judge(foot, bytes, arrival_us), arrival_us);
  }

  /// Both halves of push(), as FootDecoder's.
  std::span<const OrderedPacket> judge(Foot foot, std::span<const std::uint8_t> bytes, std::int64_t arrival_us);
  void take(Foot foot, std::span<const OrderedPacket> packets, std::int64_t arrival_us);

  /// The foot's shoe says which start of it this is. Answers whether it is another one than before.
  bool expect_boot(Foot foot, std::uint32_t boot_id);

  /// Of the foot's packet believed last, as far as it is known; 0 for a foot that the header does not know.
  std::uint32_t boot_id(Foot foot) const;

  /// How a foot's device clock goes from its next packet on.
  void set_clock(Foot foot, const ClockSegment& segment);

  void finish();

  /// The next reading that is ready, if any.
  std::optional<Reading> next();

  /// All zero for a foot that the header does not know.
  const FootCounters& counters(Foot foot) const;

 private:
  bool may_go_alone(Foot foot) const;

  std::array<std::optional<FootDecoder>, 2> feet_;
  std::int64_t silence_us_;
  std::int64_t newest_us_ = 0;
  bool finished_ = false;
};

}  // namespace backstep::host
