#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "firmware/core/battery.h"
#include "firmware/core/button.h"
#include "firmware/core/configuration.h"
#include "firmware/core/link.h"
#include "firmware/core/packetizer.h"
#include "firmware/core/resend_buffer.h"
#include "firmware/core/sampling_plan.h"
#include "schemas/control.h"

namespace backstep::firmware {

/// What a shoe is made of. Texts are cut at 16 bytes.
struct ShoeParts {
  std::string_view sensor, serial, firmware;
  SensorAbilities abilities;
  /// A count is this much of the sensor's range: of 1 g, of 1 deg/s. LSM6DS3TR-C, data sheet table 3: 0.0305 mg and
  /// 35 udeg/s, whatever the range.
  double acc_count_per_range = 0.0305e-3, gyr_count_per_range = 35e-6;
};

enum class Led : std::uint8_t { off, advertising, claiming, connected, streaming, identify, low_battery, fault };

/// What the code around the core must bring about, after each event.
struct ShoeWishes {
  bool advertise = false;  ///< can be found and connected to; where the radio has a second link, also beside the first
  bool claimable = false;  ///< a host without a bond may pair
  /// A second one that comes takes the place of who is connected, if it has a bond or the shoe is claimable. Otherwise
  /// the second is sent away.
  bool make_room = false;
  bool sensor_on = false;  ///< sampling, as `sensor` says
  SamplingPlan sensor;
  bool forget_bonds = false, drop_link = false, power_off = false;  ///< once each: done()
  Led led = Led::off;
};

/// The shoe: everything it does, between a sensor, a radio with GATT, flash and a button, none of which it knows.
///
/// Portable: no heap, clock or operating system. `now_us` is the device clock, microseconds since boot; on the air go
/// its low 32 bits. One thread calls it.
///
/// Once a host has said start, samples become packets until it says stop, the shoe restarts, or nobody has listened for
/// kPatience_us: also while there is no link, or its queue is full. All are kept in the resend buffer for as long
/// as that reaches, and the host asks for what it misses. A packet is given to the radio when it is made; when the
/// radio does not take it before the next one is made, it is deferred: the newest always goes first, so that what the
/// walker hears is now.
class Shoe {
 public:
  static constexpr std::uint64_t kClaim_us = 120'000'000;     ///< claim mode closes by itself
  static constexpr std::uint64_t kPatience_us = 600'000'000;  ///< sending to nobody ends

  /// `resend_memory` and `store` must outlive the shoe. `has_bonds`: a host has claimed it before; otherwise claim mode
  /// is open until one does.
  Shoe(const ShoeParts& parts, ConfigStore& store, std::uint32_t boot_id, bool has_bonds,
       std::span<std::uint8_t> resend_memory);

  // The radio.
  void connected(std::uint64_t now_us);
  void recognised();  ///< who is connected has a bond with the shoe, of before: told as soon as it is known
  void accessed();    ///< something was used that only a bonded host may
  void disconnected(std::uint64_t now_us);
  void bonded();                        ///< a bond was made
  void set_att_mtu(std::uint16_t mtu);  ///< as soon as it is known, and when it changes
  void subscribed(bool on);             ///< to Stream
  void speed_subscribed(bool on);       ///< to RSC Measurement: needs the sensor too, see Link

  /// A write to Control; the answer is the value to indicate, empty (size 0) for bytes that are no command.
  wire::ControlBytes control(std::span<const std::uint8_t> bytes, std::uint64_t now_us);
  wire::ControlBytes info() const;
  wire::Counters counters() const;

  /// The packet to give to the radio now, if any: call until empty, and tell each time whether the radio took it.
  std::optional<wire::PacketBytes> next_packet();
  void packet_taken(bool taken);

  // The sensor.
  void sample(const wire::ImuRaw& counts, std::uint64_t sampled_us);
  void samples_lost(std::uint32_t count);
  void sensor_failed();               ///< a transfer; many in a row are a fault
  void stride(std::uint64_t now_us);  ///< the foot walks
  void set_battery(const BatteryState& battery);

  // The person.
  void button(bool down, std::uint64_t now_us);

  /// Where what takes time happens; once a second at least.
  void tick(std::uint64_t now_us);

  ShoeWishes wishes(std::uint64_t now_us) const;
  void forgot_bonds();
  void dropped_link() { drop_link_ = false; }

  bool streaming() const { return streaming_; }
  const SamplingPlan& sampling() const { return plan_; }
  wire::Side side() const { return configuration_.side; }

 private:
  struct Range {
    std::uint32_t next = 0, last = 0;
  };
  static constexpr std::size_t kMaxRanges = 8;
  static constexpr std::uint32_t kMaxIdentify_s = 60;
  static constexpr int kFaultAfter = 50;  ///< transfers failed in a row

  using Details = decltype(wire::ReplyMessage::details);
  wire::ReplyStatus carry_out(const wire::CommandMessage& message, std::uint64_t now_us, Details& details);
  wire::ReplyStatus start(std::uint32_t samples_per_packet, Details& details);
  wire::ReplyStatus change_sampling(const SamplingWish& wish, Details& details);
  wire::ReplyStatus resend(std::uint32_t first, std::uint32_t last, Details& details);
  wire::ReplyStatus store(const Configuration& changed);
  void stop();
  void pressed(Press press, std::uint64_t now_us);
  void use_plan();
  void keep(const std::optional<wire::PacketBytes>& packet);
  bool fits(const wire::PacketBytes& packet) const;
  bool button_claims(std::uint64_t now_us) const { return now_us < claim_until_us_; }
  bool claimable(std::uint64_t now_us) const { return !has_bonds_ || button_claims(now_us); }

  ShoeParts parts_;
  ConfigStore& store_;
  std::uint32_t boot_id_;
  Configuration configuration_;  ///< as it is stored
  SamplingWish wish_;            ///< of the hosts since the start; before them, what is stored
  SamplingPlan plan_;
  Packetizer packetizer_;
  ResendBuffer buffer_;
  std::array<Range, kMaxRanges> ranges_{};  ///< to send again, in the order they were asked for
  std::size_t range_count_ = 0;
  std::optional<std::uint32_t> live_;     ///< the newest packet, not taken by the radio yet
  std::optional<std::uint32_t> offered_;  ///< by next_packet()

  Link link_;
  bool subscribed_ = false, streaming_ = false, has_bonds_;
  bool forget_bonds_ = false, drop_link_ = false, power_off_ = false;
  std::uint16_t att_mtu_ = 247;  ///< what a link usually grants, until there is one
  std::uint64_t heard_us_ = 0;   ///< when somebody was there last that listens to the stream
  std::uint64_t claim_until_us_ = 0, identify_until_us_ = 0;
  int failures_ = 0;
  bool fault_told_ = false;  ///< by the last start
  BatteryState battery_;
  Button button_;

  std::uint32_t made_ = 0, sent_ = 0, deferred_ = 0, resent_ = 0, gone_ = 0, samples_lost_ = 0, sensor_errors_ = 0,
                refused_ = 0;
};

}  // namespace backstep::firmware
