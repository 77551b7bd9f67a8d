#pragma once

#include <sdbus-c++/sdbus-c++.h>

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "firmware/core/shoe.h"
#include "firmware/core/shoe_strides.h"
#include "firmware/linux/bluez_peripheral.h"
#include "firmware/linux/file_store.h"
#include "firmware/linux/gatt_application.h"
#include "firmware/linux/misbehaviour.h"
#include "firmware/linux/sample_source.h"

namespace backstep::firmware {

struct VirtualShoeOptions {
  wire::Side side = wire::Side::left;
  std::string adapter = "hci0", serial = "0001", state;
  Misbehaviour faults;
};

/// The core as a Bluetooth peripheral of this computer, fed by a source of samples. One thread, driven by poll(2).
class VirtualShoe final : private SensorListener {
 public:
  VirtualShoe(sdbus::IConnection& bus, const VirtualShoeOptions& options, std::unique_ptr<SampleSource> source);

  /// Until it is told to die, `stop` is set or the radio fails. Returns the exit code.
  int run(const volatile int& stop);

 private:
  struct Delayed {
    std::uint64_t due_us = 0;
    wire::PacketBytes bytes;
  };

  std::uint64_t now_us() const;  ///< since the program's start
  std::uint64_t device_us(std::uint64_t t_us) const;
  void boot();
  void begin_strides();
  void step(std::uint64_t now);
  void feed(std::uint64_t now);
  void sample(const wire::ImuRaw& counts, std::uint64_t sampled_us) override;
  void samples_lost(std::uint32_t count) override;
  void sensor_failed() override;
  void send(std::uint64_t now);
  bool transmit(const wire::PacketBytes& packet, std::uint64_t now);
  void fulfil(std::uint64_t now);
  void obey(const std::string& line);
  void read_orders();
  void reboot();
  void tell(const std::string& sentence) const;
  SensorAbilities abilities() const;

  sdbus::IConnection& bus_;
  VirtualShoeOptions options_;
  std::unique_ptr<SampleSource> source_;
  std::vector<std::uint16_t> rates_hz_;
  std::array<std::uint8_t, 1> acc_ranges_g_;
  std::array<std::uint16_t, 1> gyr_ranges_dps_;
  FileStore store_;
  std::vector<std::uint8_t> resend_memory_;
  std::uint64_t start_us_ = 0;   ///< monotonic clock
  std::uint64_t booted_us_ = 0;  ///< since start
  std::uint32_t boot_id_;
  std::optional<Shoe> shoe_;
  FaultDraw draw_;
  std::unique_ptr<GattApplication> gatt_;
  std::unique_ptr<BluezPeripheral> radio_;
  std::deque<Bytes> replies_;  ///< to indicate, one a turn of the loop
  std::deque<Delayed> delayed_;
  std::optional<std::uint64_t> button_up_us_;
  std::uint64_t counters_due_us_ = 0, speed_due_us_ = 0;
  std::unique_ptr<ShoeStrides> strides_;  ///< on this computer large
  SamplingPlan strides_plan_;             ///< what they were begun with
  bool sensor_was_on_ = false, speed_wanted_ = false;
  bool was_streaming_ = false, was_blinking_ = false, died_ = false, rebooted_ = false;
  std::size_t streamed_ = 0;  ///< samples, since the stream was started or the shoe restarted
  int exit_code_ = 0;
  std::string orders_;  ///< an unfinished line of standard input
  bool orders_open_ = true;
};

}  // namespace backstep::firmware
