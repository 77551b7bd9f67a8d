#include "tests/firmware/simulated_sensor.h"

#include <utility>

#include "firmware/core/lsm6ds3tr_registers.h"

namespace backstep::firmware::test {

using namespace lsm6ds3tr;

namespace {

constexpr unsigned kNumberBits = 13;

/// Word `axis` of a set tells its axis and half of the sample's number.
std::uint16_t word(unsigned axis, std::size_t number) {
  const std::size_t half = axis < 3 ? number : number >> kNumberBits;
  return static_cast<std::uint16_t>((axis << kNumberBits) | (half & ((1U << kNumberBits) - 1)));
}

}  // namespace

std::optional<std::size_t> SimulatedSensor::number_of(const wire::ImuRaw& counts) {
  const std::array<std::int16_t, 6> words = {counts.gx(), counts.gy(), counts.gz(),
                                             counts.ax(), counts.ay(), counts.az()};
  const auto half = [&](std::size_t i) { return static_cast<std::uint16_t>(words[i]) & ((1U << kNumberBits) - 1); };
  const std::size_t number = half(0) | (half(3) << kNumberBits);
  for (unsigned axis = 0; axis < words.size(); ++axis) {
    if (static_cast<std::uint16_t>(words[axis]) != word(axis, number)) {
      return std::nullopt;
    }
  }
  return number;
}

void SimulatedSensor::reset() {
  registers_.fill(0);
  registers_[WHO_AM_I] = kWhoAmI;
  registers_[CTRL3_C] = kAddressIncrement;
  fifo_.clear();
  words_out_ = 0;
  overrun_ = interrupt_ = false;
  ++power_on_;
}

double SimulatedSensor::period_us() const {
  const unsigned code = registers_[CTRL1_XL] >> kOdrShift;
  const bool alike = code == registers_[CTRL2_G] >> kOdrShift && code == registers_[FIFO_CTRL5] >> kOdrFifoShift;
  const bool stored = registers_[FIFO_CTRL3] == (kGyroUndecimated | kAccUndecimated) &&
                      (registers_[FIFO_CTRL5] & kModeMask) == kContinuous;
  if (!alike || !stored || code < 3 || code > 5 || silent) {
    return 0;
  }
  return 1e6 / (13.0 * (1U << (code - 1)) * (1 + rate_off));
}

void SimulatedSensor::run_to(double t_us) {
  while (period_us() > 0 && next_us_ <= t_us) {
    now_us = std::max(now_us, next_us_);
    make_sample();
    next_us_ += period_us();
  }
  now_us = std::max(now_us, t_us);
}

void SimulatedSensor::make_sample() {
  const std::size_t number = made.size();
  made.push_back({next_us_, power_on_});
  for (unsigned axis = 0; axis < kSetWords; ++axis) {
    if (fifo_.size() == kFifoWords) {
      fifo_.pop_front();
      ++words_out_;
      overrun_ = true;
    }
    fifo_.push_back(word(axis, number));
  }
  update_interrupt();
}

std::size_t SimulatedSensor::watermark() const { return registers_[FIFO_CTRL1] + 256U * (registers_[FIFO_CTRL2] & 7U); }

void SimulatedSensor::update_interrupt() {
  const bool now = (registers_[INT1_CTRL] & kInt1Watermark) != 0 && fifo_.size() >= watermark();
  std::uniform_real_distribution<double> share(0, 1);
  if (now && !interrupt_ && share(random) >= missed_share) {
    edge_us_ = static_cast<std::uint64_t>(now_us + share(random) * (share(random) < 0.02 ? 500 : 50));
  }
  interrupt_ = now;
}

std::optional<std::uint64_t> SimulatedSensor::interrupt() {
  return interrupt_seen() ? std::exchange(edge_us_, std::nullopt) : std::nullopt;
}

void SimulatedSensor::transfer(std::size_t bytes) { run_to(now_us + byte_us * static_cast<double>(bytes)); }

std::uint8_t SimulatedSensor::read_byte(std::uint8_t address) {
  const auto level = static_cast<unsigned>(fifo_.size());
  const auto pattern = static_cast<unsigned>(words_out_ % kSetWords);
  const auto flag = [](bool on, unsigned bit) { return on ? bit : 0U; };
  switch (address) {
    case CTRL3_C:
      return static_cast<std::uint8_t>(registers_[CTRL3_C] | flag(now_us < reset_done_us_, kSoftwareReset));
    case FIFO_STATUS1:
      return static_cast<std::uint8_t>(level);
    case FIFO_STATUS2:
      return static_cast<std::uint8_t>(((level >> 8U) & kLevelMask) | flag(level >= watermark(), kWatermark) |
                                       flag(overrun_, kOverrun) | flag(level == 0, kFifoEmpty));
    case FIFO_STATUS3:
      return static_cast<std::uint8_t>(pattern);
    case FIFO_DATA_OUT_L:
      return fifo_.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(fifo_.front());
    case FIFO_DATA_OUT_H:
      if (fifo_.empty()) {
        return 0;
      } else {
        const auto high = static_cast<std::uint8_t>(fifo_.front() >> 8U);
        fifo_.pop_front();
        ++words_out_;
        overrun_ = false;
        update_interrupt();
        return high;
      }
    default:
      return registers_[address];
  }
}

bool SimulatedSensor::read(std::uint8_t address, std::span<std::uint8_t> to) {
  transfer(2);
  std::uniform_real_distribution<double> share(0, 1);
  const bool fails = share(random) < fail_share;
  const std::size_t whole = fails ? random() % (to.size() + 1) : to.size();
  for (std::size_t i = 0; i < whole; ++i) {
    transfer(1);
    to[i] = stuck ? *stuck : read_byte(address);
    if ((registers_[CTRL3_C] & kAddressIncrement) != 0) {
      address = static_cast<std::uint8_t>(address == FIFO_DATA_OUT_H ? FIFO_DATA_OUT_L + 0 : address + 1);
    }
  }
  return !fails;
}

bool SimulatedSensor::write(std::uint8_t address, std::uint8_t value) {
  transfer(3);
  std::uniform_real_distribution<double> share(0, 1);
  if (share(random) < fail_share) {
    return false;
  }
  if (address == CTRL3_C && (value & kSoftwareReset) != 0) {
    if (registers_[CTRL2_G] != 0 || (registers_[FIFO_CTRL5] & kModeMask) != kBypass) {
      return false;  // as parts of this family have been seen to do; AN5130, 5.7 asks for the gyroscope to be off
    }
    reset();
    reset_done_us_ = now_us + 50;
    return true;
  }
  const bool was_on = period_us() > 0;
  registers_[address] = value;
  if (!was_on && period_us() > 0) {
    next_us_ = now_us + period_us() * (1 + share(random));
  }
  if (address == FIFO_CTRL5 && (value & kModeMask) == kBypass) {
    fifo_.clear();
    words_out_ = 0;
    ++power_on_;
  }
  update_interrupt();
  return true;
}

}  // namespace backstep::firmware::test
