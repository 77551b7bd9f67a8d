#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>

#include "dsp/base/imu_sample.h"
#include "dsp/clock/clock_map.h"
#include "host/ingest/clip_limits.h"
#include "host/ingest/packet_order.h"
#include "host/ingest/sample_clock.h"
#include "host/recording/gait_header.h"
#include "schemas/packet.h"

namespace backstep::host {

/// What happened on the way of one foot's packets. Counts only grow.
struct FootCounters {
  std::size_t packets = 0;       ///< received, whatever became of them
  std::size_t invalid = 0;       ///< not a packet: wrong length, version or count
  std::size_t not_believed = 0;  ///< number, device time or boot id contradict the packets around: not used
  std::size_t stale = 0;         ///< came twice, or after they had been given up
  std::size_t reordered = 0;     ///< came after a later one and were put in order
  std::size_t reboots = 0;       ///< the shoe restarted
  std::size_t clock_jumps = 0;   ///< its clock was set, without a restart
  std::size_t gaps = 0;          ///< places where samples are missing
  std::size_t samples = 0;       ///< given out
  std::size_t lost_packets = 0;  ///< known to be missing from their numbers
  std::size_t lost_samples = 0;  ///< known to be missing from device time

  /// Received, and of no use.
  std::size_t unused() const { return invalid + not_believed + stale; }
};

/// Turns the notifications of one foot into samples in order, with session time, SI units and flags.
///
/// Packets are put in order of their sequence; one that is missing is waited for until a later one has been held for
/// `wait_us` (by arrival times: no clock is read), then it is lost. The first sample after a loss is flagged kAfterGap.
/// Device time becomes session time by the segments of the clock fit (dsp/clock), where they are given; by the device's
/// clock offset; or by the first arrival. It is unwrapped with the help of arrival times, so even hours of silence do
/// not confuse it. A restart (PacketOrder) or a device clock that was set, of which no segment tells, maps the device
/// clock anew, by arrival.
///
/// Memory: at most kMaxHeld packets are held, plus the samples not taken yet.
class FootDecoder {
 public:
  struct Timed {
    ImuSample sample;
    std::int64_t arrival_us = 0;  ///< of its packet
  };

  FootDecoder(const RecordedDevice& device, std::int64_t wait_us);

  /// Arrival times within +-kMaxTime_us.
  void push(std::span<const std::uint8_t> bytes, std::int64_t arrival_us) {
    take(judge(bytes, arrival_us), arrival_us);
  }

  /// The first half of push(): parses a notification and answers with what is believed by it, to be given to take()
  /// next. So a session can tell by these packets how the clock goes before they are taken.
  std::span<const OrderedPacket> judge(std::span<const std::uint8_t> bytes, std::int64_t arrival_us);
  void take(std::span<const OrderedPacket> packets, std::int64_t arrival_us);

  /// How the device clock goes from the next packet on. One that is `anew` gives up what is still missing before it.
  void set_clock(const ClockSegment& segment);

  /// The shoe's boot id as it says itself: see PacketOrder.
  bool expect_boot(std::uint32_t boot_id) { return order_.expect_boot(boot_id); }
  std::uint32_t boot_id() const { return order_.boot_id(); }

  /// Nothing more will come: what is held is given out.
  void finish();

  /// The oldest sample ready, or nullptr.
  const Timed* front() const { return ready_.empty() ? nullptr : &ready_.front(); }
  void pop() { ready_.pop_front(); }

  const FootCounters& counters() const { return counters_; }

 private:
  static constexpr std::size_t kMaxHeld = 4096;

  void take(const OrderedPacket& packet);
  /// A late packet is of a time between those before and after it.
  bool between_neighbours(const OrderedPacket& late) const;
  /// Gives out what is in order and what has been held long enough; everything without `now_us`.
  void release(std::optional<std::int64_t> now_us);
  void emit(const OrderedPacket& held);
  std::int64_t session_us(const OrderedPacket& held);

  PacketOrder order_;
  ClipLimits limits_;
  SampleClock clock_;
  std::int64_t wait_us_;
  ClockMap map_;
  std::map<std::int64_t, OrderedPacket> held_;  ///< by sequence
  std::deque<Timed> ready_;
  FootCounters counters_;
  std::size_t misplaced_ = 0;  ///< late packets that are not between their neighbours

  bool any_ = false;                                     ///< a packet has been taken
  bool emitted_ = false;                                 ///< a packet has been given out
  bool remap_ = false;                                   ///< the next packet given out is the first after a restart
  bool told_anew_ = false;                               ///< a segment has told of it
  bool gap_ = false;                                     ///< samples are missing before the next packet given out
  std::int64_t next_sequence_ = 0;                       ///< unwrapped
  std::int64_t last_device_us_ = 0;                      ///< unwrapped, of the packet given out last
  std::int64_t last_first_us_ = 0, last_sample_us_ = 0;  ///< session time, of the packet given out last
  std::int64_t last_arrival_us_ = 0;                     ///< the latest of the packets given out
};

}  // namespace backstep::host
