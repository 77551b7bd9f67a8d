#include "host/ingest/foot_decoder.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <span>

namespace backstep::host {
namespace {

/// Device and arrival clock may disagree by what a stalled link and resending add up to; beyond, the clock was set.
constexpr std::int64_t kClockTrust_us = 300'000'000;

/// The device clock as one that runs right, its reading `first_us` at `session_us`.
ClockSegment by_arrival(const wire::Packet& packet, std::int64_t session_us) {
  return {.device_us = packet.first_us, .session_us = session_us, .anew = true};
}

Vec3 scaled(int x, int y, int z, double lsb) { return Vec3(Real(x), Real(y), Real(z)) * static_cast<Real>(lsb); }

}  // namespace

FootDecoder::FootDecoder(const RecordedDevice& device, std::int64_t wait_us)
    : order_(device), limits_(device.scales), clock_(device.rate_hz), wait_us_(wait_us) {
  if (device.clock_offset_us) {
    // Whole turns do not matter: arrival tells them.
    map_.push({.session_us = static_cast<std::uint32_t>(*device.clock_offset_us), .anew = true});
  }
}

std::span<const OrderedPacket> FootDecoder::judge(std::span<const std::uint8_t> bytes, std::int64_t arrival_us) {
  ++counters_.packets;
  wire::Packet packet;
  if (wire::parse_packet(bytes, packet) != wire::PacketError::none) {
    ++counters_.invalid;
    return {};
  }
  const auto believed = order_.push(packet, arrival_us);
  counters_.not_believed = order_.not_believed() + misplaced_;
  return believed;
}

void FootDecoder::take(std::span<const OrderedPacket> packets, std::int64_t arrival_us) {
  for (const OrderedPacket& packet : packets) {
    take(packet);
  }
  release(arrival_us);
}

void FootDecoder::take(const OrderedPacket& packet) {
  if (packet.place == OrderedPacket::Place::begins) {
    release(std::nullopt);
    next_sequence_ = packet.numbered_from;
    remap_ = any_;
    counters_.reboots += any_ ? 1 : 0;
    any_ = true;
  }
  if (packet.sequence < next_sequence_ || held_.contains(packet.sequence)) {
    ++counters_.stale;
    return;
  }
  if (packet.place == OrderedPacket::Place::late && !between_neighbours(packet)) {
    ++misplaced_;
    ++counters_.not_believed;
    return;
  }
  if (!held_.empty() && packet.sequence < held_.rbegin()->first) {
    ++counters_.reordered;
  }
  held_.emplace(packet.sequence, packet);
}

bool FootDecoder::between_neighbours(const OrderedPacket& late) const {
  const auto after = held_.lower_bound(late.sequence);
  if (after != held_.end() && late.device_us >= after->second.device_us) {
    return false;
  }
  if (after != held_.begin()) {
    return late.device_us > std::prev(after)->second.device_us;
  }
  return remap_ || !emitted_ || late.device_us > last_device_us_;
}

void FootDecoder::set_clock(const ClockSegment& segment) {
  if (segment.anew) {
    release(std::nullopt);
    gap_ = gap_ || emitted_;
    told_anew_ = true;
  }
  order_.expect_boot(segment.boot_id);
  map_.push(segment);
}

void FootDecoder::finish() {
  for (const OrderedPacket& packet : order_.finish()) {
    take(packet);
  }
  counters_.not_believed = order_.not_believed() + misplaced_;
  release(std::nullopt);
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

std::int64_t FootDecoder::session_us(const OrderedPacket& held) {
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
  counters_.clock_jumps += !remap_ && (clock_was_set || told_anew_) ? 1 : 0;
  if (!clock_was_set && (!remap_ || told_anew_)) {
    return t_us;
  }
  gap_ = true;
  const std::int64_t anew_us = std::max(about_us, last_sample_us_ + 1);
  map_.push(by_arrival(held.packet, anew_us));
  return anew_us;
}

void FootDecoder::emit(const OrderedPacket& held) {
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
    return packet.has(saturated) && std::none_of(raws.begin(), raws.end(), clipped);
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
  last_device_us_ = held.device_us;
  last_arrival_us_ = emitted_ ? std::max(last_arrival_us_, held.arrival_us) : held.arrival_us;
  emitted_ = true;
  remap_ = false;
  told_anew_ = false;
  gap_ = false;
}

}  // namespace backstep::host
