#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "firmware/linux/motion.h"
#include "tests/ble/bus/bus_object.h"
#include "tests/firmware/shoe_fixture.h"

namespace backstep::test {

/// Microseconds of this computer, since some instant.
std::uint64_t monotonic_us();

/// A shoe on the air: the firmware's own core, whose sensor reads a motion in real time from its first start on.
class AirShoe {
 public:
  AirShoe(wire::Side side, std::string serial, const firmware::Motion& motion);

  const std::string& address() const { return address_; }
  std::string name() const;

  // The link.
  bool advertises() const { return in_reach && shoe_->wishes(device_us()).advertise; }
  bool claimable() const { return shoe_->wishes(device_us()).claimable; }
  void connected();
  void disconnected() { shoe_->disconnected(device_us()); }
  void bonded() { shoe_->bonded(); }
  void subscribed(bool on) { shoe_->subscribed(on); }
  Bytes info() const;
  Bytes counters() const;
  Bytes control(const Bytes& bytes);  ///< the reply; empty: none
  /// What is due on the air; `taken` is told for each.
  std::optional<Bytes> next_packet();
  void packet_taken(bool taken) { shoe_->packet_taken(taken); }
  void feed();

  // What a test does to it.
  void hold_button();  ///< three seconds
  void restart();
  void change_side();  ///< and restarts, since that cannot be done while sending
  void forget_hosts() {
    shoe_->forgot_bonds();
    forgot_hosts_ = true;
  }
  bool forgot_hosts() const { return forgot_hosts_; }
  void empty_battery() { shoe_->set_battery(firmware::judge_battery(2900, {})); }

  bool in_reach = true;
  std::uint16_t mtu = 247;
  std::int16_t rssi_dbm = -50;
  int copies = 1;      ///< of each packet that arrive
  int lose_every = 0;  ///< of the packets sent live, one in so many never arrives
  bool services_resolve = true;
  int breaks_off = 0;  ///< so many links, as soon as they are made
  std::optional<Bytes> info_instead;
  std::set<wire::CommandKind> unanswered;
  std::set<wire::CommandKind> answered_as_stop;  ///< by a reply of the right number and the wrong kind
  Faults faults;

  // What a test asks it.
  bool streaming() const { return shoe_->streaming(); }
  wire::Counters told_counters() const { return shoe_->counters(); }
  /// Every sample that became part of a packet, since it was made.
  const std::vector<wire::ImuRaw>& samples() const { return samples_; }

 private:
  std::uint64_t device_us() const { return monotonic_us() - booted_us_; }
  void boot(bool has_bonds);

  std::string serial_, address_;
  const firmware::Motion& motion_;
  std::vector<std::uint16_t> rates_hz_;
  std::array<std::uint8_t, 1> acc_ranges_g_;
  std::array<std::uint16_t, 1> gyr_ranges_dps_;
  firmware::test::TestFlash flash_;
  std::vector<std::uint8_t> memory_;
  std::optional<firmware::Shoe> shoe_;
  std::uint32_t boot_id_ = 0x1001;
  std::uint64_t booted_us_ = 0;
  double next_sample_us_ = 0;  ///< device clock
  std::size_t place_ = 0;      ///< in the motion
  int sent_ = 0;
  bool forgot_hosts_ = false;
  std::vector<wire::ImuRaw> samples_;
};

}  // namespace backstep::test
