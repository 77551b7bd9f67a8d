#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace backstep::firmware {

/// A sensor's wires: its registers on SPI or I2C, and its interrupt.
class SensorBus {
 public:
  SensorBus() = default;
  SensorBus(const SensorBus&) = delete;
  SensorBus& operator=(const SensorBus&) = delete;

  /// At most 228 bytes, from `address` on as the sensor counts it up. False: the transfer failed, perhaps in its
  /// middle; `to` is then anything.
  virtual bool read(std::uint8_t address, std::span<std::uint8_t> to) = 0;
  virtual bool write(std::uint8_t address, std::uint8_t value) = 0;

  /// Device time of the last rising edge of the interrupt, if there was one since this was asked last. Its handler does
  /// no more than to keep that time.
  virtual std::optional<std::uint64_t> interrupt() = 0;

 protected:
  ~SensorBus() = default;  // nobody deletes through it: there is no heap
};

}  // namespace backstep::firmware
