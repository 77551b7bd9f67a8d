#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "schemas/packet.h"

namespace backstep::firmware {

/// Collects samples into the notifications that go on the air (ImuPacket or CompactPacket, schemas/README.md).
/// Portable: no heap, clock or operating system; time comes in with each sample. One thread calls it. A value; fixed
/// memory, half a kilobyte.
///
/// Every packet has the next number, also one that the radio cannot take: so the host sees the loss.
class Packetizer {
 public:
  /// `boot`: low byte of DeviceInfo.boot_id. `samples_per_packet`: 1 to 19. `sequence`: number of the first packet.
  Packetizer(std::uint8_t boot, std::size_t samples_per_packet, std::uint32_t sequence);

  /// Adds a sample, taken at `device_us` of the 32-bit device clock. Answers with the packet that it completed.
  std::optional<wire::PacketBytes> push(const wire::ImuRaw& counts, std::uint32_t device_us);

  /// The part-filled packet: at stop or before sleep. Empty when nothing waits.
  std::optional<wire::PacketBytes> flush();

  /// Samples were lost before the next one (overrun of the sensor's FIFO). The host takes the samples of one packet for
  /// evenly spaced, so the loss ends the present packet, which is the answer; the next one carries `samples_lost`.
  std::optional<wire::PacketBytes> lose();

  /// From the next sample on, packets of so many samples; `compact`: of one, as CompactPacket, marked `reduced`.
  /// Answers with the part-filled packet, if any.
  std::optional<wire::PacketBytes> set_size(std::size_t samples_per_packet, bool compact);

  /// Number of the packet being filled, or of the next one.
  std::uint32_t sequence() const { return packet_.sequence; }

  /// Marks the packets begun from here on with `low_battery`, or no longer.
  void set_low_battery(bool low) { low_battery_ = low; }

 private:
  std::size_t samples_per_packet_;
  wire::Packet packet_;  ///< being filled; its sequence is the next one's when it is empty
  bool lost_ = false, low_battery_ = false;
};

}  // namespace backstep::firmware
