#include "schemas/packet.h"

#include <cassert>
#include <cstring>

namespace backstep::wire {
namespace {

constexpr unsigned kStatusBitsCompact = 5;
constexpr std::uint8_t kStatusMaskCompact = (1U << kStatusBitsCompact) - 1;

PacketError parse_compact(std::span<const std::uint8_t> bytes, Packet& packet) {
  if (bytes.size() != sizeof(CompactPacket)) {
    return PacketError::wrong_length;
  }
  CompactPacket on_air;
  std::memcpy(&on_air, bytes.data(), sizeof on_air);
  packet.compact = true;
  packet.status = on_air.status() & kStatusMaskCompact;
  packet.boot = static_cast<std::uint8_t>(on_air.status() >> kStatusBitsCompact);
  packet.sequence = on_air.sequence();
  packet.first_us = on_air.first_us();
  packet.count = 1;
  packet.samples[0] = on_air.sample();
  return PacketError::none;
}

PacketError parse_full(std::span<const std::uint8_t> bytes, Packet& packet) {
  ImuPacket on_air;
  if (bytes.size() < kPacketHeaderSize) {
    return PacketError::too_short;
  }
  if (bytes.size() > sizeof on_air) {
    return PacketError::wrong_length;
  }
  std::memcpy(&on_air, bytes.data(), bytes.size());
  packet.compact = false;
  packet.status = static_cast<std::uint8_t>(on_air.status() & 0xFFU);
  packet.boot = static_cast<std::uint8_t>(on_air.status() >> 8);
  packet.sequence = on_air.sequence();
  packet.first_us = on_air.first_us();
  packet.count = on_air.count();
  if (packet.count == 0 || packet.count > kMaxSamples) {
    return PacketError::bad_count;
  }
  if (bytes.size() != kPacketHeaderSize + packet.count * sizeof(ImuRaw)) {
    return PacketError::wrong_length;
  }
  for (std::size_t i = 0; i < packet.count; ++i) {
    packet.samples[i] = *on_air.samples()->Get(static_cast<flatbuffers::uoffset_t>(i));
  }
  return PacketError::none;
}

}  // namespace

PacketError parse_packet(std::span<const std::uint8_t> bytes, Packet& packet) {
  if (bytes.empty()) {
    return PacketError::too_short;
  }
  switch (bytes[0]) {
    case kFullVersion:
      return parse_full(bytes, packet);
    case kCompactVersion:
      return parse_compact(bytes, packet);
    default:
      return PacketError::bad_version;
  }
}

PacketBytes pack(const Packet& packet) {
  assert(packet.count >= 1 && packet.count <= (packet.compact ? 1 : kMaxSamples));
  PacketBytes bytes;
  if (packet.compact) {
    const auto status = static_cast<std::uint8_t>((packet.status & kStatusMaskCompact) |
                                                  static_cast<std::uint8_t>(packet.boot << kStatusBitsCompact));
    const CompactPacket on_air(kCompactVersion, status, static_cast<std::uint16_t>(packet.sequence), packet.first_us,
                               packet.samples[0]);
    bytes.size = sizeof on_air;
    std::memcpy(bytes.data.data(), &on_air, bytes.size);
    return bytes;
  }
  const auto status = static_cast<std::uint16_t>(packet.status | packet.boot << 8);
  const ImuPacket on_air(kFullVersion, static_cast<std::uint8_t>(packet.count), status, packet.sequence,
                         packet.first_us, flatbuffers::span<const ImuRaw, kMaxSamples>(packet.samples));
  bytes.size = kPacketHeaderSize + packet.count * sizeof(ImuRaw);
  std::memcpy(bytes.data.data(), &on_air, bytes.size);
  return bytes;
}

}  // namespace backstep::wire
