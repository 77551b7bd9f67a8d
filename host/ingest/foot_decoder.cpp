#include "host/ingest/foot_decoder.h"

#include <algorithm>
#include <cstdlib>
#include <span>

namespace backstep::host {
namespace {

/// A packet this far behind the newest can be a resent one; further back, the shoe has restarted, should its boot id
/// not tell. A resend buffer of 156 KiB holds 7261 packets of 20 bytes, which are its smallest, and two bytes each.
constexpr std::int64_t kResendReach = 16'384;

/// Device and arrival clock may disagree by what a stalled link and resending add up to; beyond, the clock was set.
constexpr std::int64_t kClockTrust_us = 300'000'000;

constexpr std::uint8_t kCompactBootMask = 7;

/// `a` minus `b` on clocks that wrap, the shorter way round.
std::int64_t wrapped_difference(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b); }

/// The device clock as one that runs right, its reading `first_us` at `session_us`.
ClockSegment by_arrival(const wire::Packet& packet, std::int64_t session_us) {
  return {.device_us = packet.first_us, .session_us = session_us, .anew = true};
}

Vec3 scaled(int x, int y, int z, double lsb) { return Vec3(Real(x), Real(y), Real(z)) * static_cast<Real>(lsb); }

}  // namespace

FootDecoder::FootDecoder(const RecordedDevice& device, std::int64_t wait_us)
    : limits_(device.scales), clock_(device.rate_hz), wait_us_(wait_us), boot_id_(device.boot_id) {
  if (device.first_sequence) {
    expect(*device.first_sequence);
  }
  if (device.clock_offset_us) {
    // Whole turns do not matter: arrival tells them.
    map_.push({.session_us = static_cast<std::uint32_t>(*device.clock_offset_us), .anew = true});
  }
}

void FootDecoder::push(std::span<const std::uint8_t> bytes, std::int64_t arrival_us) {
  ++counters_.packets;
  wire::Packet packet;
  if (wire::parse_packet(bytes, packet) != wire::PacketError::none) {
    ++counters_.invalid;
    return;
  }
  const auto next = static_cast<std::uint32_t>(next_sequence_);
  std::int64_t ahead =
      packet.compact ? static_cast<std::int16_t>(packet.sequence - next) : wrapped_difference(packet.sequence, next);
  if (!any_) {
    next_sequence_ = packet.sequence;
    ahead = 0;
  } else if (rebooted(packet, ahead)) {
    ++counters_.reboots;
    release(std::nullopt);
    next_sequence_ = packet.sequence;
    ahead = 0;
    remap_ = true;
  }
  any_ = true;
  boot_ = packet.boot;
  boot_is_compact_ = packet.compact;

  const std::int64_t sequence = next_sequence_ + ahead;
  if (ahead < 0 || held_.contains(sequence)) {
    ++counters_.stale;
  } else {
    if (!held_.empty() && sequence < held_.rbegin()->first) {
      ++counters_.reordered;
    }
    held_.emplace(sequence, Held{packet, arrival_us});
  }
  release(arrival_us);
}

void FootDecoder::expect(std::uint32_t sequence) {
  next_sequence_ = sequence;
  any_ = true;
  boot_ = static_cast<std::uint8_t>(boot_id_);
  boot_is_compact_ = false;
}

void FootDecoder::set_clock(const ClockSegment& segment) {
  if (segment.anew) {
    release(std::nullopt);
    gap_ = gap_ || emitted_;
    told_anew_ = true;
  }
  if (segment.boot_id != boot_id_) {
    release(std::nullopt);
    counters_.reboots += emitted_ ? 1 : 0;
    boot_id_ = segment.boot_id;
    expect(0);
  }
  map_.push(segment);
}

bool FootDecoder::rebooted(const wire::Packet& packet, std::int64_t ahead) const {
  const auto mask = static_cast<std::uint8_t>(packet.compact || boot_is_compact_ ? kCompactBootMask : 0xFF);
  return (packet.boot & mask) != (boot_ & mask) || ahead < -kResendReach;
}

void FootDecoder::release(std::optional<std::int64_t> now_us) {
  while (!held_.empty()) {
    const auto first = held_.begin();
    if (first->first > next_sequence_) {
      if (now_us && *now_us - first->second.arrival_us < wait_us_ && held_.size() <= kMaxHeld) {
        return;
      }
      counters_.lost_packets += static_cast<std::size_t>(first->first - next_sequence_);
      gap_ = true;
    }
    next_sequence_ = first->first + 1;
    emit(first->second);
    held_.erase(first);
  }
}

std::int64_t FootDecoder::session_us(const Held& held) {
  const auto span_us = static_cast<std::int64_t>(clock_.interval_us() * static_cast<double>(held.packet.count - 1));
  if (map_.empty()) {
    map_.push(by_arrival(held.packet, held.arrival_us - span_us));
  }
  // The device clock gives the low 32 bits of time exactly; arrival says which of the 71.6 minute turns it is. A resent
  // packet arrives after the ones that follow it: arrivals count only as far as they go forward.
  const std::int64_t about_us =
      emitted_ ? last_first_us_ + std::max<std::int64_t>(0, held.arrival_us - last_arrival_us_) : held.arrival_us;
  const std::int64_t t_us = map_.session_us(map_.unwrapped(held.packet.first_us, about_us));
  if (!emitted_) {
    return t_us;
  }
  const bool clock_was_set = t_us <= last_first_us_ || std::abs(t_us - about_us) > kClockTrust_us;
  if (!clock_was_set && (!remap_ || told_anew_)) {
    return t_us;
  }
  if (!remap_) {
    ++counters_.reboots;
  }
  gap_ = true;
  const std::int64_t anew_us = std::max(about_us, last_sample_us_ + 1);
  map_.push(by_arrival(held.packet, anew_us));
  return anew_us;
}

void FootDecoder::emit(const Held& held) {
  const wire::Packet& packet = held.packet;
  const std::int64_t first_us = session_us(held);
  clock_.begin_packet(first_us, gap_ || packet.has(wire::PacketStatus::samples_lost));
  const bool after_gap = clock_.after_gap();
  if (after_gap) {
    ++counters_.gaps;
    counters_.lost_samples += clock_.missing();
  }
  const auto& scales = limits_.scales();
  // Where the counts show which samples were clipped, these; otherwise any may have been.
  const std::span raws(packet.samples.data(), packet.count);
  const auto all_of_packet = [&](wire::PacketStatus saturated, auto clipped) {
    return packet.has(saturated) && std::ranges::none_of(raws, clipped);
  };
  const auto acc_clipped = [this](const wire::ImuRaw& raw) { return limits_.acc_clipped(raw); };
  const auto gyr_clipped = [this](const wire::ImuRaw& raw) { return limits_.gyr_clipped(raw); };
  const bool all_acc = all_of_packet(wire::PacketStatus::acc_saturated, acc_clipped);
  const bool all_gyr = all_of_packet(wire::PacketStatus::gyr_saturated, gyr_clipped);
  for (std::size_t i = 0; i < packet.count; ++i) {
    const wire::ImuRaw& raw = packet.samples[i];
    ImuSample sample;
    sample.t_us = clock_.next();
    sample.acc_mps2 = scaled(raw.ax(), raw.ay(), raw.az(), scales.acc_lsb_mps2);
    sample.gyr_radps = scaled(raw.gx(), raw.gy(), raw.gz(), scales.gyr_lsb_radps);
    if (all_acc || acc_clipped(raw)) {
      sample.flags |= kAccClipped;
    }
    if (all_gyr || gyr_clipped(raw)) {
      sample.flags |= kGyrClipped;
    }
    if (i == 0 && after_gap) {
      sample.flags |= kAfterGap;
    }
    last_sample_us_ = sample.t_us;
    ready_.push_back({sample, held.arrival_us});
  }
  counters_.samples += packet.count;
  last_first_us_ = first_us;
  last_arrival_us_ = emitted_ ? std::max(last_arrival_us_, held.arrival_us) : held.arrival_us;
  emitted_ = true;
  remap_ = false;
  told_anew_ = false;
  gap_ = false;
}

}  // namespace backstep::host
