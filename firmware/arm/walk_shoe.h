#pragma once

#include <cstdint>
#include <span>

#include "firmware/core/shoe.h"
#include "schemas/control.h"

namespace backstep::firmware {

/// A shoe that streams a walk over a radio which refuses one packet in five, and that is then asked for all of them:
/// the same on chip and host, so that what it sends can be compared byte for byte.
class WalkShoe {
 public:
  WalkShoe(const wire::DeviceInfo& device, std::span<std::uint8_t> resend_memory);

  Shoe& shoe() { return shoe_; }

  /// Calls take(const wire::PacketBytes&) for what the radio takes.
  template <class Take>
  void send(Take&& take) {
    while (const auto packet = shoe_.next_packet()) {
      const bool taken = !refuses();
      shoe_.packet_taken(taken);
      if (!taken) {
        return;
      }
      take(*packet);
    }
  }

  /// After the last sample: the radio takes all from now on, and the host asks for every packet again.
  template <class Take>
  void finish(Take&& take) {
    command(wire::CommandKind::stop);
    always_ = true;
    send(take);
    for (std::uint32_t first = 0; first < kMostPackets; first += kAsk) {
      command(wire::CommandKind::resend, first, first + kAsk - 1);
      send(take);
    }
  }

 private:
  static constexpr std::uint32_t kMostPackets = 2000, kAsk = 100;

  /// Flash that has nothing in it.
  struct NoFlash final : ConfigStore {
    bool read(int, Slot&) override { return false; }
    bool write(int, const Slot&) override { return false; }
  };

  void command(wire::CommandKind kind, std::uint32_t first = 0, std::uint32_t second = 0);
  bool refuses() { return !always_ && offers_++ % 5 == 2; }

  NoFlash flash_;
  Shoe shoe_;
  std::uint32_t offers_ = 0;
  bool always_ = false;
};

}  // namespace backstep::firmware
