#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "host/recording/gait_header.h"
#include "schemas/packet.h"

namespace backstep::host {

/// A packet that is believed, and where it stands among the others of its shoe.
struct OrderedPacket {
  enum class Place : std::uint8_t {
    begins,  ///< the first of a start of the shoe, or of all: numbers are counted from `numbered_from`
    next,    ///< it has the number after the newest
    ahead,   ///< newer than all, others are missing between
    late,    ///< missed before, or known already
  };

  wire::Packet packet;
  std::int64_t arrival_us = 0;
  std::int64_t sequence = 0;   ///< unwrapped, within one start of the shoe
  std::int64_t device_us = 0;  ///< device clock at the first sample, unwrapped likewise
  Place place = Place::begins;
  std::int64_t numbered_from = 0;  ///< of one that begins: what is missing between this and `sequence` is lost
  bool restarted = false;          ///< of one that begins: it is of another start of the shoe than what was before
};

/// The one judge of what number, and of which start of the shoe, a packet is. Live and replay ask the same one, so that
/// they agree.
///
/// A number and a device time confirm each other: so many packets, so much time. Where they do not, arrival may: after
/// a pause both clocks have gone on alike. A packet that neither speaks for, or that is of another start of the shoe
/// than was told, is doubtful. It is kept until a later one continues it (then the shoe has restarted, or its clock was
/// set, and both are believed) or continues the packet believed last (then it was wrong, and is left out). So one wrong
/// header costs its own packet, and a restart of which nobody tells delays its first packet by one. The first packet of
/// all is doubtful too.
///
/// A value; fixed memory (3 KiB). No clock.
class PacketOrder {
 public:
  /// `device`: its rate, boot id and first sequence, where known.
  explicit PacketOrder(const RecordedDevice& device);

  /// What is believed now: the packet, a doubtful one before it that it confirms, or nothing yet. Valid until the next
  /// call. Arrival within +-kMaxTime_us.
  std::span<const OrderedPacket> push(const wire::Packet& packet, std::int64_t arrival_us);

  /// Nothing more will come: a lone first packet is believed, as nothing speaks against it.
  std::span<const OrderedPacket> finish();

  /// The shoe's boot id as it says itself. Another one than before: it has restarted, and the next packet that may be
  /// of that start is. Answers whether it is another one.
  bool expect_boot(std::uint32_t boot_id);

  /// As far as it is known: of the packet believed last.
  std::uint32_t boot_id() const { return boot_id_; }

  /// Packets left out because nothing spoke for them.
  std::size_t not_believed() const { return not_believed_; }

 private:
  /// A noisy minute makes a few wrong ones in a row; beyond, the oldest is given up.
  static constexpr std::size_t kMostDoubtful = 4;

  struct Came {
    wire::Packet packet;
    std::int64_t arrival_us = 0;
  };
  /// A packet that others are compared with.
  struct Known {
    std::int64_t sequence = 0, device_us = 0;
    std::size_t samples = 0;
    bool compact = false;
  };
  /// Device clock at a first sample, and when that would have arrived without delay.
  struct Moment {
    std::int64_t device_us = 0, arrival_us = 0;
  };
  /// From one packet to another.
  struct Step {
    std::int64_t packets = 0, device_us = 0;
    bool agrees = false;  ///< number and time go together
  };

  Step step(const Known& from, const Moment& fresh, const Came& to) const;
  bool confirms(const Came& doubtful, const Came& later) const;
  bool same_boot(const Came& came) const;
  bool of_told_boot(const Came& came) const;
  Moment moment(const Came& came, std::int64_t device_us) const;
  /// It is of the numbering of the newest.
  void believe(const Came& came, const Step& step);
  /// Others speak for it: it goes on where the newest was, or begins a numbering.
  void accept(const Came& came);
  /// A full row of doubtful packets that follow one another by number: the rate is another one than was stated. Learns
  /// it from them.
  bool learn_rate(const Came& came);
  /// It begins a numbering.
  void begin(const Came& came);
  void give_up_doubtful();
  void add(const Came& came, const Known& known, OrderedPacket::Place place);
  void learn_interval(const Step& step, const Came& came);

  double nominal_us_, interval_us_;                 ///< of a sample, as stated and as it is
  std::uint32_t boot_id_, boot_bits_ = 0xFFFFFFFF;  ///< of boot_id_, so many are known
  std::optional<std::uint32_t> first_sequence_;     ///< of this start
  std::optional<std::uint32_t> told_boot_;          ///< of a restart of which no packet has come
  std::optional<Known> newest_;
  Moment fresh_;  ///< of a recent packet that came without much delay
  std::array<Came, kMostDoubtful> doubtful_;
  std::size_t doubtful_count_ = 0;
  std::array<OrderedPacket, kMostDoubtful + 1> believed_;
  std::size_t believed_count_ = 0;
  std::size_t not_believed_ = 0;
};

}  // namespace backstep::host
