#pragma once

#include <cstdint>
#include <span>

namespace backstep::firmware {

/// The registers of a sensor on SPI or I2C. A read of several bytes goes on at the next address, as the sensor does it.
class RegisterBus {
 public:
  RegisterBus() = default;
  RegisterBus(const RegisterBus&) = delete;
  RegisterBus& operator=(const RegisterBus&) = delete;
  virtual ~RegisterBus() = default;

  /// At most 228 bytes. False: the transfer failed, perhaps in its middle; `to` is then anything.
  virtual bool read(std::uint8_t address, std::span<std::uint8_t> to) = 0;
  virtual bool write(std::uint8_t address, std::uint8_t value) = 0;
};

}  // namespace backstep::firmware
