#include "firmware/core/lsm6ds3tr.h"

#include <algorithm>
#include <cmath>

#include "firmware/core/lsm6ds3tr_registers.h"

namespace backstep::firmware {

using namespace lsm6ds3tr;

void Lsm6ds3tr::want(bool on, const SamplingPlan& plan) {
  wanted_ = on;
  wanted_plan_ = plan;
}

std::uint64_t Lsm6ds3tr::poll(SensorListener& listener, std::uint64_t now_us) {
  if (!wanted_) {
    return state_ == State::off ? kNever : switch_off(listener, now_us);
  }
  const bool other = wanted_plan_.rate_hz != plan_.rate_hz || wanted_plan_.acc_range_g != plan_.acc_range_g ||
                     wanted_plan_.gyr_range_dps != plan_.gyr_range_dps;
  if (state_ == State::off || other) {
    return now_us < not_before_us_ ? not_before_us_ : begin_reset(listener, now_us);
  }
  plan_ = wanted_plan_;
  return state_ == State::resetting ? end_reset(listener, now_us) : drain(listener, now_us);
}

std::uint64_t Lsm6ds3tr::switch_off(SensorListener& listener, std::uint64_t now_us) {
  if (!bus_.write(CTRL1_XL, 0) || !bus_.write(CTRL2_G, 0) || !bus_.write(FIFO_CTRL5, kBypass)) {
    listener.sensor_failed();
    return now_us + kRestart_us;
  }
  state_ = State::off;
  not_before_us_ = 0;
  resume_after_us_.reset();
  return kNever;
}

std::uint64_t Lsm6ds3tr::begin_reset(SensorListener& listener, std::uint64_t now_us) {
  abandon();
  plan_ = wanted_plan_;
  // AN5130, 5.7: with the gyroscope off; parts of this family may refuse a reset while their FIFO fills.
  if (!bus_.write(FIFO_CTRL5, kBypass) || !bus_.write(CTRL2_G, 0) || !bus_.write(CTRL3_C, kSoftwareReset)) {
    return give_up(listener, now_us);
  }
  state_ = State::resetting;
  since_us_ = now_us;
  tries_ = 0;
  return now_us + kReset_us;
}

std::uint64_t Lsm6ds3tr::end_reset(SensorListener& listener, std::uint64_t now_us) {
  std::uint8_t id = 0, control = 0;
  if (!bus_.read(WHO_AM_I, {&id, 1}) || !bus_.read(CTRL3_C, {&control, 1}) || id != kWhoAmI) {
    return give_up(listener, now_us);
  }
  if ((control & kSoftwareReset) != 0) {
    return ++tries_ < kResetTries ? now_us + kReset_us : give_up(listener, now_us);
  }
  if (!configure()) {
    return give_up(listener, now_us);
  }
  state_ = State::warming;
  since_us_ = now_us;
  next_ = 0;
  lost_track_ = false;
  errors_ = full_ = 0;
  clock_ = SampleClock(1e6 / plan_.rate_hz, clock_.oscillator());
  return next_due(now_us);
}

bool Lsm6ds3tr::configure() {
  const std::uint8_t rate = rate_code(plan_.rate_hz);
  const auto control = [rate](std::uint8_t range) {
    return static_cast<std::uint8_t>((rate << kOdrShift) | (range << kRangeShift));
  };
  // The filters stay as they are after a reset: accelerometer half its rate, gyroscope LPF2.
  return bus_.write(CTRL3_C, kBlockDataUpdate | kAddressIncrement) && set_watermark(kWarmUpSets) &&
         bus_.write(FIFO_CTRL3, kGyroUndecimated | kAccUndecimated) && bus_.write(FIFO_CTRL4, 0) &&
         bus_.write(INT1_CTRL, kInt1Watermark) && bus_.write(CTRL1_XL, control(acc_range_code(plan_.acc_range_g))) &&
         bus_.write(CTRL2_G, control(gyr_range_code(plan_.gyr_range_dps))) &&
         bus_.write(FIFO_CTRL5, static_cast<std::uint8_t>((rate << kOdrFifoShift) | kContinuous));
}

bool Lsm6ds3tr::set_watermark(std::size_t sets) {
  static_assert(wire::kMaxSamples * kSetWords <= 0xFF, "the watermark of a packet fits FIFO_CTRL1");
  if (!bus_.write(FIFO_CTRL2, 0) || !bus_.write(FIFO_CTRL1, static_cast<std::uint8_t>(sets * kSetWords))) {
    return false;
  }
  watermark_ = sets;
  return true;
}

std::uint64_t Lsm6ds3tr::drain(SensorListener& listener, std::uint64_t now_us) {
  const auto edge_us = bus_.interrupt();
  FifoStatus status;
  if (!read_status(status)) {
    return failed(listener, now_us);
  }
  if (status.words + kSetWords > kFifoWords) {
    // The next sample overwrites the oldest, perhaps while it is read. Two sets make room: what is left then stays.
    lost_track_ = true;
    if (++full_ > kFullTries) {
      return give_up(listener, now_us);  // it does not get less: nothing answers but the bus
    }
    return skip(2 * kSetWords) ? now_us : failed(listener, now_us);
  }
  full_ = 0;
  lost_track_ = lost_track_ || status.overrun;
  if (status.words > 0 && status.pattern != 0) {
    lost_track_ = true;
    const std::size_t rest = std::min(status.words, kSetWords - status.pattern % kSetWords);
    if (!skip(rest)) {
      return failed(listener, now_us);
    }
    status.words -= rest;
  }
  const std::size_t sets = status.words / kSetWords;
  if (lost_track_) {
    if (state_ == State::warming) {
      return give_up(listener, now_us);
    }
    if (const std::uint64_t later_us = locate(sets, listener, now_us); later_us > now_us) {
      return later_us;
    }
  }
  if (edge_us && sets >= watermark_) {  // since the last burst the level has risen to the watermark
    clock_.observe(next_ + static_cast<std::int64_t>(watermark_) - 1, *edge_us);
  }

  const std::size_t due = sets / watermark_ * watermark_;
  const std::size_t now = std::min(due, kBurstsAPoll * watermark_);
  for (std::size_t taken = 0; taken < now; taken += watermark_) {
    if (!take(watermark_, listener, now_us)) {
      return failed(listener, now_us);
    }
  }
  if (now > 0) {
    bus_.interrupt();  // in the middle of a burst the line may fall and rise: that tells of no whole packet
  }
  const bool warm = state_ == State::warming && clock_.observations() >= kWarmUpInterrupts;
  if (warm || (state_ == State::running && watermark_ != plan_.samples_per_packet)) {
    if (!set_watermark(plan_.samples_per_packet)) {
      return failed(listener, now_us);
    }
    state_ = State::running;
    return now_us;  // what waits may be enough already
  }
  errors_ = 0;
  if (now < due) {
    return now_us;
  }
  const bool silent = state_ == State::warming
                          ? now_us - since_us_ > kWarmUpLimit_us
                          : now == 0 && clock_.index_at(static_cast<double>(now_us)) >
                                            static_cast<double>(next_) + static_cast<double>(watermark_) + kSilent;
  return silent ? give_up(listener, now_us) : next_due(now_us);
}

/// Finds out which sample leaves the FIFO next, by which one is the newest. Answers with the time when to try again:
/// `now_us` when it is known.
std::uint64_t Lsm6ds3tr::locate(std::size_t sets, SensorListener& listener, std::uint64_t now_us) {
  const double newest = clock_.index_at(static_cast<double>(now_us));
  const double phase = newest - std::floor(newest);
  if (phase < 0.25 || phase > 0.75) {
    return std::max(now_us + 1, static_cast<std::uint64_t>(clock_.time_us(std::floor(newest + 0.5) + 0.5)));
  }
  lost_track_ = false;
  const std::int64_t first = static_cast<std::int64_t>(std::floor(newest)) - static_cast<std::int64_t>(sets) + 1;
  if (first > next_) {
    if (!resume_after_us_) {
      listener.samples_lost(static_cast<std::uint32_t>(first - next_));
    }
    next_ = first;
  }
  return now_us;
}

bool Lsm6ds3tr::take(std::size_t sets, SensorListener& listener, std::uint64_t now_us) {
  std::array<std::uint8_t, kSetBytes * wire::kMaxSamples> bytes;
  const auto burst = std::span(bytes).first(sets * kSetBytes);
  if (!bus_.read(FIFO_DATA_OUT_L, burst)) {
    lost_track_ = true;
    return false;
  }
  for (std::size_t i = 0; i < sets; ++i) {
    if (state_ == State::running) {
      deliver(burst.subspan(i * kSetBytes, kSetBytes), listener, now_us);
    }
    ++next_;
  }
  return true;
}

void Lsm6ds3tr::deliver(std::span<const std::uint8_t> set, SensorListener& listener, std::uint64_t now_us) {
  const auto word = [set](std::size_t i) {
    return static_cast<std::int16_t>(static_cast<std::uint16_t>(set[2 * i] | (set[2 * i + 1] << 8U)));
  };
  const std::uint64_t t_us = clock_.stamp(next_, now_us);
  if (resume_after_us_) {
    const double missing = std::round((static_cast<double>(t_us) - *resume_after_us_) / clock_.period_us()) - 1;
    if (missing >= 1) {
      listener.samples_lost(static_cast<std::uint32_t>(missing));
    }
    resume_after_us_.reset();
  }
  listener.sample({word(3), word(4), word(5), word(0), word(1), word(2)}, t_us);
}

std::uint64_t Lsm6ds3tr::failed(SensorListener& listener, std::uint64_t now_us) {
  if (++errors_ >= kRestartAfter) {
    return give_up(listener, now_us);
  }
  listener.sensor_failed();
  return now_us + kRetry_us;
}

std::uint64_t Lsm6ds3tr::give_up(SensorListener& listener, std::uint64_t now_us) {
  listener.sensor_failed();
  abandon();
  not_before_us_ = now_us + kRestart_us;
  return not_before_us_;
}

void Lsm6ds3tr::abandon() {
  if (state_ == State::running && !resume_after_us_) {
    resume_after_us_ = clock_.time_us(static_cast<double>(next_ - 1));
  }
  state_ = State::off;
}

std::uint64_t Lsm6ds3tr::next_due(std::uint64_t now_us) const {
  const auto half_period_us = static_cast<std::uint64_t>(clock_.period_us() / 2);
  if (state_ == State::warming) {
    return now_us + 2 * (kWarmUpSets + 1) * half_period_us;
  }
  const double due_us = clock_.time_us(static_cast<double>(next_ + static_cast<std::int64_t>(watermark_) - 1));
  return std::max(static_cast<std::uint64_t>(due_us), now_us) + half_period_us;
}

bool Lsm6ds3tr::read_status(FifoStatus& status) {
  std::array<std::uint8_t, 4> bytes{};
  if (!bus_.read(FIFO_STATUS1, bytes)) {
    return false;
  }
  status.words = bytes[0] + 256U * (bytes[1] & kLevelMask);
  if (status.words == 0 && (bytes[1] & kFifoEmpty) == 0) {
    status.words = kFifoWords;
  }
  status.pattern = bytes[2] + 256U * (bytes[3] & 3U);
  status.overrun = (bytes[1] & kOverrun) != 0;
  return true;
}

bool Lsm6ds3tr::skip(std::size_t words) {
  std::array<std::uint8_t, 2 * kSetBytes> bytes;
  if (!bus_.read(FIFO_DATA_OUT_L, std::span(bytes).first(2 * words))) {
    lost_track_ = true;
    return false;
  }
  return true;
}

}  // namespace backstep::firmware
