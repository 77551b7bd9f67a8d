#pragma once

#include <array>
#include <cstdint>
#include <deque>

#include "dsp/base/math.h"
#include "firmware/core/lsm6ds3tr.h"

namespace backstep::firmware {

/// Makes samples of the accelerometer's and the gyroscope's streams, which come apart and each with its own times.
///
/// A sample is what the gyroscope measured, at its time, and the accelerometer's line between its two samples around
/// that time; where the times are the same that is the accelerometer's own sample. What has no accelerometer around it
/// is lost. Lost samples, also those that never came, are counted by the time between two that were told.
class ImuPairing {
 public:
  /// `rate_hz`: nominal, of both. The true one is learned.
  explicit ImuPairing(double rate_hz);

  /// In counts, each stream in order of time. What waits for the other stream for more than kWait_s goes.
  void add_acc(std::uint64_t t_us, const Vec3& counts) { add(acc_, t_us, counts); }
  void add_gyr(std::uint64_t t_us, const Vec3& counts) { add(gyr_, t_us, counts); }

  /// Tells what is complete, at rising times. False: nothing was.
  bool deliver(SensorListener& listener);

  static constexpr double kWait_s = 1;

 private:
  struct Timed {
    std::uint64_t t_us = 0;
    Vec3 counts;
  };
  using Stream = std::deque<Timed>;

  static constexpr double kGap = 1.5;  ///< periods from one sample to the next: one is missing between them

  void add(Stream& stream, std::uint64_t t_us, const Vec3& counts) const;
  void tell(SensorListener& listener, const Timed& gyr, const Vec3& acc);

  std::size_t most_waiting_;
  double period_us_;
  Stream acc_, gyr_;
  std::uint64_t last_us_ = 0;  ///< told last; 0: none yet
};

/// Hands on the mean of every so many samples, at the middle of their times; for a sensor that is faster than is
/// wished.
class SampleMerge final : public SensorListener {
 public:
  /// Where it goes, and how many make one: at least 1, at most kMost. Another number drops what is half merged,
  /// and tells so.
  void set(SensorListener& listener, std::size_t merged);

  void sample(const wire::ImuRaw& counts, std::uint64_t sampled_us) override;
  void samples_lost(std::uint32_t count) override;  ///< told on in merged samples, at least one
  void sensor_failed() override { listener_->sensor_failed(); }

 private:
  static constexpr std::size_t kMost = 64;

  SensorListener* listener_ = nullptr;
  std::size_t merged_ = 1, count_ = 0;
  std::uint64_t first_us_ = 0;  ///< of the group
  std::array<wire::ImuRaw, kMost> group_{};
};

}  // namespace backstep::firmware
