#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "schemas/packet_generated.h"

/// Notifications, checked and unpacked. No heap, no exceptions.
namespace backstep::wire {

inline constexpr std::size_t kMaxSamples = 19;
inline constexpr std::size_t kPacketHeaderSize = 12;
inline constexpr std::uint8_t kFullVersion = 1;
inline constexpr std::uint8_t kCompactVersion = 2;

static_assert(sizeof(ImuRaw) == 12);
static_assert(sizeof(ImuPacket) == kPacketHeaderSize + kMaxSamples * sizeof(ImuRaw));
static_assert(sizeof(ImuPacket) == 240);
static_assert(sizeof(CompactPacket) == 20);

enum class PacketError : std::uint8_t {
  none,
  too_short,     ///< not even a header
  bad_version,   ///< neither ImuPacket nor CompactPacket
  bad_count,     ///< 0, or more than 19
  wrong_length,  ///< `count` and the length received do not agree
};

/// Either form of notification.
struct Packet {
  bool compact = false;
  std::uint8_t status = 0;     ///< PacketStatus bits
  std::uint8_t boot = 0;       ///< low bits of the boot id: eight, or three when compact
  std::uint32_t sequence = 0;  ///< 32 bits, or 16 when compact
  std::uint32_t first_us = 0;
  std::size_t count = 0;
  std::array<ImuRaw, kMaxSamples> samples{};

  bool has(PacketStatus bit) const { return (status & static_cast<std::uint8_t>(bit)) != 0; }
};

/// Reads the bytes of one notification into `packet`, which is only to be used when the answer is `none`.
PacketError parse_packet(std::span<const std::uint8_t> bytes, Packet& packet);

/// Bytes of one notification.
struct PacketBytes {
  std::array<std::uint8_t, sizeof(ImuPacket)> data{};
  std::size_t size = 0;

  std::span<const std::uint8_t> span() const { return std::span(data).first(size); }
};

/// Inverse of parse_packet. `count` must be 1..19, or 1 when compact.
PacketBytes pack(const Packet& packet);

}  // namespace backstep::wire
