#include "firmware/core/packetizer.h"

#include <cassert>
#include <cstdint>

namespace backstep::firmware {
namespace {

std::uint8_t bit(wire::PacketStatus status, bool on) {
  return on ? static_cast<std::uint8_t>(status) : std::uint8_t{0};
}

bool at_an_end(std::int16_t count) { return count == INT16_MAX || count == INT16_MIN; }

}  // namespace

Packetizer::Packetizer(std::uint8_t boot, std::size_t samples_per_packet, std::uint32_t sequence)
    : samples_per_packet_(samples_per_packet) {
  assert(samples_per_packet >= 1 && samples_per_packet <= wire::kMaxSamples);
  packet_.boot = boot;
  packet_.sequence = sequence;
}

std::optional<wire::PacketBytes> Packetizer::push(const wire::ImuRaw& counts, std::uint32_t device_us) {
  if (packet_.count == 0) {
    packet_.first_us = device_us;
    packet_.status = static_cast<std::uint8_t>(bit(wire::PacketStatus::samples_lost, lost_) |
                                               bit(wire::PacketStatus::low_battery, low_battery_) |
                                               bit(wire::PacketStatus::reduced, packet_.compact));
    lost_ = false;
  }
  const bool acc = at_an_end(counts.ax()) || at_an_end(counts.ay()) || at_an_end(counts.az());
  const bool gyr = at_an_end(counts.gx()) || at_an_end(counts.gy()) || at_an_end(counts.gz());
  packet_.status = static_cast<std::uint8_t>(packet_.status | bit(wire::PacketStatus::acc_saturated, acc) |
                                             bit(wire::PacketStatus::gyr_saturated, gyr));
  packet_.samples[packet_.count++] = counts;
  return packet_.count == samples_per_packet_ ? flush() : std::nullopt;
}

std::optional<wire::PacketBytes> Packetizer::flush() {
  if (packet_.count == 0) {
    return std::nullopt;
  }
  const wire::PacketBytes bytes = wire::pack(packet_);
  packet_.count = 0;
  ++packet_.sequence;
  return bytes;
}

std::optional<wire::PacketBytes> Packetizer::lose() {
  lost_ = true;
  return flush();
}

std::optional<wire::PacketBytes> Packetizer::set_size(std::size_t samples_per_packet, bool compact) {
  assert(samples_per_packet >= 1 && samples_per_packet <= (compact ? 1 : wire::kMaxSamples));
  const auto rest = flush();
  samples_per_packet_ = samples_per_packet;
  packet_.compact = compact;
  return rest;
}

}  // namespace backstep::firmware
