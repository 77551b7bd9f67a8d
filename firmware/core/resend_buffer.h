#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "schemas/packet.h"

namespace backstep::firmware {

/// What a part with 256 KiB of RAM gives to a ResendBuffer: 60 s of full packets at 208 Hz (660 packets, 242 bytes with
/// their overhead). 64 KiB are for core and dsp, 36 for the radio's own software.
inline constexpr std::size_t kResendBytes = std::size_t{156} * 1024;

/// The packets made last, for a host that missed some. Each is kept byte for byte, with what became of it.
///
/// Policy: when the memory is full the oldest packet goes, whatever became of it: a host that is away for longer than
/// the memory reaches loses the beginning of its absence, not the end. A packet that goes without ever having been
/// given to the radio is counted as lost.
///
/// Packets have consecutive numbers on a circle of 2^32. They lie one after the other in a ring of bytes, two bytes
/// (length, sent or not) before each, so that small packets do not take the room of large ones.
class ResendBuffer {
 public:
  static constexpr std::size_t kOverhead = 2;

  /// `memory` must stay where it is, with room for one full packet at least.
  explicit ResendBuffer(std::span<std::uint8_t> memory);

  /// Keeps a packet. `sequence` is the number after the last one's; any other begins anew.
  void push(const wire::PacketBytes& packet, std::uint32_t sequence);

  /// The packet `sequence`; empty when it has gone or has not been made.
  std::optional<wire::PacketBytes> get(std::uint32_t sequence) const;

  /// The radio has taken the packet `sequence`: that it goes is no loss any more.
  void mark_sent(std::uint32_t sequence);

  bool holds(std::uint32_t sequence) const { return sequence - first_ < count_; }
  bool empty() const { return count_ == 0; }
  std::uint32_t first() const { return first_; }         ///< number of the oldest
  std::uint32_t end() const { return first_ + count_; }  ///< one past the newest

  /// Went without ever having been given to the radio.
  std::uint32_t packets_lost() const { return lost_; }

 private:
  void drop_oldest();
  std::size_t place(std::uint32_t sequence) const;
  std::uint8_t& byte(std::size_t at) const { return memory_[at % memory_.size()]; }

  std::span<std::uint8_t> memory_;
  std::size_t begin_ = 0, used_ = 0;
  std::uint32_t first_ = 0, count_ = 0, lost_ = 0;
};

}  // namespace backstep::firmware
