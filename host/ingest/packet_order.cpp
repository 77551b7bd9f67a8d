#include "host/ingest/packet_order.h"

#include <algorithm>
#include <cmath>

#include "host/base/rate_range.h"

namespace backstep::host {
namespace {

/// A packet this far behind the newest can be a resent one; further back, the shoe has restarted, should its boot id
/// not tell. A resend buffer of 156 KiB holds 7261 packets of 20 bytes, which are its smallest, and two bytes each.
constexpr std::int64_t kResendReach = 16'384;

constexpr std::uint32_t kCompactBootBits = 0x7, kPacketBootBits = 0xFF, kWholeBootId = 0xFFFFFFFF;

/// Sensors keep their rate within a few percent, and within less of what it was a second ago.
constexpr double kRateTolerance = 0.05;
/// What a device time may be off beside that: as much as is no gap between samples (SampleClock::kGapIntervals), but
/// never so much that a packet could stand in the place of another one.
constexpr double kTimeTolerance = 3, kShareOfPacket = 0.5;  // intervals; of the packet
/// Arrival tells how long a silence was as well as delays do: within a tenth, at most this.
constexpr double kArrivalTolerance = 0.1;
constexpr std::int64_t kMostDelay_us = 2'000'000;
/// Of the nominal interval: what a packet may teach about the real one, and how fast.
constexpr double kMostIntervalError = 0.5, kIntervalWeight = 0.05;
/// Longer silences (25 days) tell nothing, and could not be summed up for ever.
constexpr std::int64_t kLongestSilence_us = std::int64_t{1} << 41;
constexpr std::int64_t kHalfTurn_us = std::int64_t{1} << 31;
constexpr double kMostPackets = 4e9;  // that such a silence can have, and more

std::uint32_t boot_bits(const wire::Packet& packet) { return packet.compact ? kCompactBootBits : kPacketBootBits; }

/// The value nearest to `about` whose low 32 bits are `low`.
std::int64_t nearest(std::uint32_t low, std::int64_t about) {
  return about + static_cast<std::int32_t>(low - static_cast<std::uint32_t>(about));
}
std::int64_t nearest16(std::uint32_t low, std::int64_t about) {
  return about + static_cast<std::int16_t>(low - static_cast<std::uint32_t>(about));
}

}  // namespace

PacketOrder::PacketOrder(const RecordedDevice& device)
    : nominal_us_(1e6 / rate_to_read_with_hz(device.rate_hz)),
      interval_us_(nominal_us_),
      boot_id_(device.boot_id),
      first_sequence_(device.first_sequence) {}

std::span<const OrderedPacket> PacketOrder::push(const wire::Packet& packet, std::int64_t arrival_us) {
  believed_count_ = 0;
  const Came came{packet, arrival_us};
  if (told_boot_ && of_told_boot(came)) {
    give_up_doubtful();
    begin(came);
    return {believed_.data(), believed_count_};
  }
  const auto continues_newest = [&] {
    const Step s = newest_ && same_boot(came) ? step(*newest_, fresh_, came) : Step{};
    if (s.agrees) {
      believe(came, s);
    }
    return s.agrees;
  };
  if (continues_newest()) {
    return {believed_.data(), believed_count_};
  }
  for (std::size_t i = doubtful_count_; i > 0; --i) {
    if (confirms(doubtful_[i - 1], came)) {
      const Came first = doubtful_[i - 1];
      doubtful_count_ -= 1;  // that one; what else is doubtful was wrong
      give_up_doubtful();
      accept(first);
      believe(came, step(*newest_, fresh_, came));
      return {believed_.data(), believed_count_};
    }
  }
  if (doubtful_count_ == kMostDoubtful && learn_rate(came)) {
    const auto row = doubtful_;
    doubtful_count_ = 0;
    accept(row[0]);
    for (std::size_t i = 1; i < row.size(); ++i) {
      believe(row[i], step(*newest_, fresh_, row[i]));
    }
    believe(came, step(*newest_, fresh_, came));
    return {believed_.data(), believed_count_};
  }
  if (doubtful_count_ == kMostDoubtful) {
    std::move(doubtful_.begin() + 1, doubtful_.end(), doubtful_.begin());
    --doubtful_count_;
    ++not_believed_;
  }
  doubtful_[doubtful_count_++] = came;
  return {};
}

std::span<const OrderedPacket> PacketOrder::finish() {
  believed_count_ = 0;
  if (!newest_ && doubtful_count_ > 0) {
    begin(doubtful_[0]);
    --doubtful_count_;
  }
  give_up_doubtful();
  return {believed_.data(), believed_count_};
}

bool PacketOrder::expect_boot(std::uint32_t boot_id) {
  if (!told_boot_ && boot_id == boot_id_) {
    return false;  // perhaps as little as packets tell: no more is known by it
  }
  const std::uint32_t known = told_boot_ ? kWholeBootId : boot_bits_;
  if ((((told_boot_ ? *told_boot_ : boot_id_) ^ boot_id) & known) == 0) {
    if (!told_boot_) {
      boot_id_ = boot_id;
      boot_bits_ = kWholeBootId;
    }
    return false;
  }
  // A recording tells what a session has concluded from the very packet that comes next: that will say it itself.
  const auto says_so = [&](const Came& c) { return ((c.packet.boot ^ boot_id) & boot_bits(c.packet)) == 0; };
  const auto end = doubtful_.begin() + static_cast<std::ptrdiff_t>(doubtful_count_);
  if (!std::any_of(doubtful_.begin(), end, [&](const Came& c) { return says_so(c) && !same_boot(c); })) {
    told_boot_ = boot_id;
  }
  return true;
}

bool PacketOrder::same_boot(const Came& came) const {
  return ((came.packet.boot ^ boot_id_) & boot_bits_ & boot_bits(came.packet)) == 0;
}

bool PacketOrder::of_told_boot(const Came& came) const {
  return ((came.packet.boot ^ *told_boot_) & boot_bits(came.packet)) == 0;
}

PacketOrder::Moment PacketOrder::moment(const Came& came, std::int64_t device_us) const {
  const double before_last = interval_us_ * static_cast<double>(came.packet.count - 1);
  return {device_us, came.arrival_us - std::llround(std::min(before_last, double(kLongestSilence_us)))};
}

PacketOrder::Step PacketOrder::step(const Known& from, const Moment& fresh, const Came& to) const {
  // What arrival makes of the time between them.
  const std::int64_t since_fresh_us = moment(to, 0).arrival_us - fresh.arrival_us;
  const bool arrival_tells = std::abs(since_fresh_us) <= kLongestSilence_us;
  const std::int64_t about_us = arrival_tells ? fresh.device_us + since_fresh_us - from.device_us : 0;
  const auto elapsed_low = to.packet.first_us - static_cast<std::uint32_t>(from.device_us);
  const std::int64_t by_arrival_us = nearest(elapsed_low, about_us);

  const auto low = to.packet.sequence - static_cast<std::uint32_t>(from.sequence);
  Step s;
  if (to.packet.compact) {  // sixteen bits wrap within a silence; small packets have one sample each
    const double made = from.compact ? static_cast<double>(by_arrival_us) / interval_us_ : 0;
    s.packets = nearest16(low, std::llround(std::clamp(made, -kMostPackets, kMostPackets)));
  } else {
    s.packets = static_cast<std::int32_t>(low);
  }

  const auto [least, most] = std::minmax(from.samples, to.packet.count);
  const double between = static_cast<double>(std::abs(s.packets) - 1);
  const double tolerance_us =
      interval_us_ * std::min(kTimeTolerance, kShareOfPacket * static_cast<double>(from.samples));
  if (s.packets <= 0) {
    // Resent, or come twice. What was between may have been of any size, and with pauses.
    s.device_us = static_cast<std::int32_t>(elapsed_low);
    const double back_us = static_cast<double>(-s.packets) * interval_us_ * (1 - kRateTolerance);
    s.agrees = s.packets == 0 ? s.device_us == 0
                              : s.packets >= -kResendReach &&
                                    static_cast<double>(-s.device_us) >= std::max(1.0, back_us - tolerance_us);
    return s;
  }
  const double least_us = interval_us_ * (static_cast<double>(from.samples) + between * static_cast<double>(least));
  const double most_us = interval_us_ * (static_cast<double>(from.samples) + between * static_cast<double>(most));
  const double from_us = std::max(1.0, least_us * (1 - kRateTolerance) - tolerance_us);
  const double to_us = most_us * (1 + kRateTolerance) + tolerance_us;
  const double middle_us = std::min((least_us + most_us) / 2, double(kLongestSilence_us));
  const std::int64_t by_number_us = nearest(elapsed_low, std::llround(middle_us));
  // Over more than half a turn of the device clock some number of turns fits nearly every number: arrival tells.
  const bool one_turn = middle_us < static_cast<double>(kHalfTurn_us) || by_number_us == by_arrival_us;
  if (one_turn && static_cast<double>(by_number_us) >= from_us && static_cast<double>(by_number_us) <= to_us) {
    s.device_us = by_number_us;
    s.agrees = true;
    return s;
  }
  s.device_us = by_arrival_us;
  const double silence_us = std::max(0.0, static_cast<double>(since_fresh_us));
  const double away_us = tolerance_us + std::min(kArrivalTolerance * silence_us, double(kMostDelay_us));
  s.agrees = arrival_tells && static_cast<double>(std::abs(by_arrival_us - about_us)) <= away_us &&
             static_cast<double>(by_arrival_us) >= (s.packets == 1 ? 1.0 : from_us);
  return s;
}

bool PacketOrder::confirms(const Came& doubtful, const Came& later) const {
  const std::uint32_t bits = boot_bits(doubtful.packet) & boot_bits(later.packet);
  if (((doubtful.packet.boot ^ later.packet.boot) & bits) != 0) {
    return false;
  }
  const Known from{doubtful.packet.sequence, doubtful.packet.first_us, doubtful.packet.count, doubtful.packet.compact};
  const Step s = step(from, moment(doubtful, from.device_us), later);
  if (s.packets > 0) {
    return s.agrees;
  }
  // The first of all, or of a restart, may have been lost and come again: then it is of a moment before, and as long
  // before as its number says.
  const auto periods = static_cast<double>(-s.packets) * interval_us_;
  const auto [least, most] = std::minmax(from.samples, later.packet.count);
  const auto back_us = static_cast<double>(-s.device_us);
  return s.agrees && -s.device_us <= kMostDelay_us &&
         back_us >= periods * static_cast<double>(least) * (1 - kRateTolerance) &&
         back_us <= periods * static_cast<double>(most) * (1 + kRateTolerance);
}

bool PacketOrder::learn_rate(const Came& came) {
  std::size_t samples = 0;
  for (std::size_t i = 0; i < kMostDoubtful; ++i) {
    const Came& from = doubtful_[i];
    const Came& to = i + 1 < kMostDoubtful ? doubtful_[i + 1] : came;
    const std::uint32_t mask = to.packet.compact ? 0xFFFF : 0xFFFFFFFF;
    if (from.packet.boot != to.packet.boot || from.packet.compact != to.packet.compact ||
        ((from.packet.sequence + 1) & mask) != to.packet.sequence ||
        static_cast<std::int32_t>(to.packet.first_us - from.packet.first_us) <= 0) {
      return false;
    }
    samples += from.packet.count;
  }
  nominal_us_ = static_cast<double>(came.packet.first_us - doubtful_[0].packet.first_us) / static_cast<double>(samples);
  interval_us_ = nominal_us_;
  return true;
}

void PacketOrder::accept(const Came& came) {
  const Step on = newest_ && same_boot(came) ? step(*newest_, fresh_, came) : Step{};
  if (on.packets > 0) {  // its clock was set
    believe(came, on);
    fresh_ = moment(came, newest_->device_us);
  } else {
    begin(came);
  }
}

void PacketOrder::believe(const Came& came, const Step& step) {
  Known known{newest_->sequence + step.packets, newest_->device_us + step.device_us, came.packet.count,
              came.packet.compact};
  if (step.packets <= 0) {
    add(came, known, OrderedPacket::Place::late);
    return;
  }
  learn_interval(step, came);
  const Moment now = moment(came, known.device_us);
  const std::int64_t delay_us = now.arrival_us - fresh_.arrival_us - (now.device_us - fresh_.device_us);
  if (delay_us <= kMostDelay_us || delay_us > kLongestSilence_us) {
    fresh_ = now;
  }
  add(came, known, step.packets == 1 ? OrderedPacket::Place::next : OrderedPacket::Place::ahead);
  newest_ = known;
  give_up_doubtful();
}

void PacketOrder::begin(const Came& came) {
  const bool told = told_boot_ && of_told_boot(came);
  const bool another = told || !same_boot(came);
  const bool restarted = another || newest_;
  if (another) {
    boot_id_ = told ? *told_boot_ : came.packet.boot;
    boot_bits_ = told ? kWholeBootId : boot_bits(came.packet);
    told_boot_.reset();
    first_sequence_ = first_sequence_ || newest_ ? std::optional<std::uint32_t>(0) : std::nullopt;
  } else if (newest_) {
    first_sequence_.reset();
  }
  std::int64_t sequence = came.packet.sequence, from = sequence;
  if (first_sequence_) {
    const std::uint32_t low = came.packet.sequence - *first_sequence_;
    const std::int64_t ahead = came.packet.compact ? static_cast<std::int16_t>(low) : static_cast<std::int32_t>(low);
    if (ahead >= -kResendReach) {
      sequence = *first_sequence_ + ahead;
      from = *first_sequence_;
    }
  }
  const Known known{sequence, came.packet.first_us, came.packet.count, came.packet.compact};
  fresh_ = moment(came, known.device_us);
  add(came, known, OrderedPacket::Place::begins);
  believed_[believed_count_ - 1].numbered_from = from;
  believed_[believed_count_ - 1].restarted = restarted;
  newest_ = known;
}

void PacketOrder::add(const Came& came, const Known& known, OrderedPacket::Place place) {
  believed_[believed_count_++] = {came.packet, came.arrival_us, known.sequence, known.device_us, place, 0, false};
}

void PacketOrder::give_up_doubtful() {
  not_believed_ += doubtful_count_;
  doubtful_count_ = 0;
}

void PacketOrder::learn_interval(const Step& step, const Came& came) {
  if (step.packets != 1 || came.packet.has(wire::PacketStatus::samples_lost)) {
    return;
  }
  const double interval_us = static_cast<double>(step.device_us) / static_cast<double>(newest_->samples);
  if (std::abs(interval_us / nominal_us_ - 1) <= kMostIntervalError) {
    interval_us_ += kIntervalWeight * (interval_us - interval_us_);
  }
}

}  // namespace backstep::host
