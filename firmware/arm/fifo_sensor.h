#pragma once

#include <algorithm>
#include <cstdint>

#include "firmware/core/lsm6ds3tr_registers.h"
#include "firmware/core/sensor_bus.h"

namespace backstep::firmware {

/// As much of an LSM6DS3TR-C as its driver needs to run on the chip: a FIFO that fills at 208 Hz and never overflows.
/// How the real one misbehaves is tests/firmware's.
class FifoSensor final : public SensorBus {
 public:
  static constexpr std::uint64_t kPeriod_us = 4808;

  bool read(std::uint8_t address, std::span<std::uint8_t> to) override {
    using namespace lsm6ds3tr;
    std::fill(to.begin(), to.end(), std::uint8_t{0});
    if (address == WHO_AM_I) {
      to[0] = kWhoAmI;
    } else if (address == FIFO_STATUS1) {
      to[0] = static_cast<std::uint8_t>(words_);
      to[1] = words_ == 0 ? kFifoEmpty : std::uint8_t{0};
    } else if (address == FIFO_DATA_OUT_L) {
      words_ -= to.size() / 2;
    }
    return true;
  }

  bool write(std::uint8_t address, std::uint8_t value) override {
    if (address == lsm6ds3tr::FIFO_CTRL1) {
      watermark_ = value;
    }
    return true;
  }

  std::optional<std::uint64_t> interrupt() override {
    const auto edge_us = edge_us_;
    edge_us_.reset();
    return edge_us;
  }

  /// Makes a sample at this time; true: the interrupt comes.
  bool sample(std::uint64_t at_us) {
    words_ += lsm6ds3tr::kSetWords;
    if (words_ != watermark_) {
      return false;
    }
    edge_us_ = at_us;
    return true;
  }

 private:
  std::size_t words_ = 0, watermark_ = 0;
  std::optional<std::uint64_t> edge_us_;
};

}  // namespace backstep::firmware
