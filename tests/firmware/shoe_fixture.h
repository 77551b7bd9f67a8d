#pragma once

#include <cstring>
#include <limits>
#include <map>
#include <optional>
#include <stdexcept>
#include <vector>

#include "firmware/core/shoe.h"

namespace backstep::firmware::test {

/// Different in every axis and every sample of a minute.
inline wire::ImuRaw test_counts(std::size_t sample) {
  const auto c = [sample](std::size_t axis) { return static_cast<std::int16_t>(1000 * axis + sample % 30'000); };
  return {c(0), c(1), c(2), c(3), c(4), c(5)};
}

inline bool same(const wire::ImuRaw& a, const wire::ImuRaw& b) { return std::memcmp(&a, &b, sizeof a) == 0; }

/// Flash that may refuse, or lose power in the middle of a write.
class TestFlash final : public ConfigStore {
 public:
  bool read(int slot, Slot& bytes) override {
    bytes = slots[static_cast<std::size_t>(slot)];
    return true;
  }
  bool write(int slot, const Slot& bytes) override {
    if (!works) {
      return false;
    }
    const std::size_t n = cut_after.value_or(bytes.size());
    std::copy_n(bytes.begin(), n, slots[static_cast<std::size_t>(slot)].begin());
    return true;
  }

  std::array<Slot, 2> slots{};
  bool works = true;
  std::optional<std::size_t> cut_after;  ///< bytes
};

/// A shoe, a sensor that gives test_counts() every kInterval_us, and the host's end of the link.
struct TestShoe {
  static constexpr int kAll = std::numeric_limits<int>::max();
  static constexpr std::uint64_t kInterval_us = 5000;

  explicit TestShoe(bool has_bonds = true, std::size_t memory_bytes = 20'000)
      : memory(memory_bytes), shoe(parts(), flash, 0x1234, has_bonds, memory) {}

  static ShoeParts parts() { return {"LSM6DS3TR-C", "3F2A", "0.1.0", lsm6ds3tr_abilities()}; }

  void restart() {
    shoe.~Shoe();
    new (&shoe) Shoe(parts(), flash, 0x1235, true, memory);
  }

  void link(std::uint16_t mtu = 247) {
    shoe.connected(now_us);
    shoe.set_att_mtu(mtu);
    shoe.subscribed(true);
  }

  wire::ReplyStatus send(const wire::CommandMessage& message) {
    const wire::ControlBytes bytes = shoe.control(wire::pack(message).span(), now_us);
    if (wire::parse_reply(bytes.span(), reply) != wire::ControlError::none ||
        reply.reply.number() != message.command.number()) {
      throw std::runtime_error("a reply that is none");
    }
    pump();
    return reply.reply.status();
  }

  wire::ReplyStatus command(wire::CommandKind kind, std::uint32_t first = 0, std::uint32_t second = 0) {
    return send({wire::Command(++number, kind, first, second), {}});
  }

  wire::ReplyStatus store_calibration(float gravity_mps2) {
    const std::array<float, 3> zero = {0, 0, 0};
    const std::array<float, 4> q = {1, 0, 0, 0};
    const flatbuffers::span<const float, 3> zeros(zero);
    return send({wire::Command(++number, wire::CommandKind::write_calibration, 0, 0),
                 wire::Calibration(zeros, gravity_mps2, flatbuffers::span<const float, 4>(q), 0.1F, 0, zeros, zeros,
                                   0.1F, 3, 1, 1, wire::ToeSource::stored, false, false)});
  }

  wire::Info info() const {
    wire::Info info;
    if (wire::parse_info(shoe.info().span(), info) != wire::ControlError::none) {
      throw std::runtime_error("Info that is none");
    }
    return info;
  }

  void samples(int count) {
    for (int i = 0; i < count; ++i) {
      shoe.sample(test_counts(now_us / kInterval_us), now_us);
      now_us += kInterval_us;
      pump();
    }
  }

  /// Gives the radio what it takes.
  void pump() {
    while (const auto packet = shoe.next_packet()) {
      const bool taken = radio_takes > 0;
      shoe.packet_taken(taken);
      if (!taken) {
        return;
      }
      radio_takes -= radio_takes == kAll ? 0 : 1;
      if (air_loses > 0) {
        --air_loses;
      } else {
        received.push_back(*packet);
      }
    }
  }

  static wire::Packet parsed(const wire::PacketBytes& bytes) {
    wire::Packet packet;
    if (wire::parse_packet(bytes.span(), packet) != wire::PacketError::none) {
      throw std::runtime_error("a packet that is none");
    }
    return packet;
  }

  std::map<std::uint32_t, wire::Packet> received_by_number() const {
    std::map<std::uint32_t, wire::Packet> packets;
    for (const wire::PacketBytes& bytes : received) {
      const wire::Packet packet = parsed(bytes);
      const auto [at, is_new] = packets.emplace(packet.sequence, packet);
      if (!is_new && wire::pack(at->second).data != bytes.data) {
        throw std::runtime_error("a packet came twice, and not the same");
      }
    }
    return packets;
  }

  /// As a host does: asks for each hole in the numbers, and for what may have come after the newest.
  void ask_for_missing() {
    std::uint32_t next = 0;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> holes;
    for (const auto& [sequence, packet] : received_by_number()) {
      if (sequence != next) {
        holes.emplace_back(next, sequence - 1);
      }
      next = sequence + 1;
    }
    const std::uint32_t made = shoe.counters().packets_made();
    if (made > next) {
      holes.emplace_back(next, made - 1);
    }
    for (const auto& [first, last] : holes) {
      command(wire::CommandKind::resend, first, last);
    }
  }

  TestFlash flash;
  std::vector<std::uint8_t> memory;
  Shoe shoe;
  std::uint64_t now_us = 0;
  std::uint16_t number = 0;
  wire::ReplyMessage reply;
  int radio_takes = kAll;
  int air_loses = 0;  ///< of the packets that the radio takes next, so many
  std::vector<wire::PacketBytes> received;
};

}  // namespace backstep::firmware::test
