#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <vector>

#include "firmware/core/sensor_bus.h"
#include "schemas/packet.h"

namespace backstep::firmware::test {

/// An LSM6DS3TR-C as its data sheet has it, as far as the FIFO goes: registers, software reset, rates of both sensors,
/// words that the oldest of make place when it is full, pattern, level, watermark on INT1. On a bus on which bytes take
/// their time, and which fails as told.
class SimulatedSensor final : public SensorBus {
 public:
  /// What a sample was, when it truly was.
  struct Made {
    double t_us = 0;
    int power_on = 0;  ///< between two samples of different ones the sensor was off
  };

  explicit SimulatedSensor(unsigned seed) : random(seed) { reset(); }

  bool read(std::uint8_t address, std::span<std::uint8_t> to) override;
  bool write(std::uint8_t address, std::uint8_t value) override;
  std::optional<std::uint64_t> interrupt() override;

  /// INT1 has risen, and its handler has run.
  bool interrupt_seen() const { return edge_us_ && static_cast<double>(*edge_us_) <= now_us; }

  /// Lets time pass.
  void run_to(double t_us);

  /// All registers as after power on.
  void reset();

  /// Which sample the counts belong to; empty: they are of no sample, or of several.
  static std::optional<std::size_t> number_of(const wire::ImuRaw& counts);

  std::mt19937 random;
  double now_us = 0;
  double rate_off = 0;                ///< of the nominal rate
  double byte_us = 8;                 ///< SPI at 1 MHz; I2C at 400 kHz: 25
  double fail_share = 0;              ///< of transfers
  double missed_share = 0;            ///< of interrupts
  std::optional<std::uint8_t> stuck;  ///< the line: each byte is read so, and nothing fails
  bool silent = false;                ///< makes no samples, though switched on
  std::vector<Made> made;             ///< by number
  std::uint8_t at(std::uint8_t address) const { return registers_[address]; }

 private:
  double period_us() const;
  void make_sample();
  void transfer(std::size_t bytes);
  std::uint8_t read_byte(std::uint8_t address);
  std::size_t watermark() const;
  void update_interrupt();

  std::array<std::uint8_t, 128> registers_{};
  std::deque<std::uint16_t> fifo_;
  std::size_t words_out_ = 0;  ///< since the FIFO was switched on: read or overwritten
  bool overrun_ = false, interrupt_ = false;
  std::optional<std::uint64_t> edge_us_;  ///< as the handler will note it
  double next_us_ = 0, reset_done_us_ = 0;
  int power_on_ = 0;
};

}  // namespace backstep::firmware::test
