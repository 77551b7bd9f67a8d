#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "firmware/core/sample_clock.h"
#include "firmware/core/sampling_plan.h"
#include "firmware/core/sensor_bus.h"
#include "schemas/packet.h"

namespace backstep::firmware {

/// Who hears what a sensor tells: Shoe's own calls of the same names, and whatever else listens on the shoe.
class SensorListener {
 public:
  SensorListener() = default;
  SensorListener(const SensorListener&) = delete;
  SensorListener& operator=(const SensorListener&) = delete;

  virtual void sample(const wire::ImuRaw& counts, std::uint64_t sampled_us) = 0;
  virtual void samples_lost(std::uint32_t count) = 0;  ///< before the next sample
  virtual void sensor_failed() = 0;                    ///< a transfer, or the sensor is silent

 protected:
  ~SensorListener() = default;  // nobody deletes through it: there is no heap
};

/// Driver of ST's LSM6DS3TR-C (data sheet DocID030071, application note AN5130): both sensors into the FIFO at one
/// rate, in continuous mode, and an interrupt on INT1 when as many samples wait as go into a packet.
///
/// Portable: no heap, clock or operating system; one thread calls it.
///
/// It takes whole multiples of a packet out of the FIFO, so that packets end where interrupts come. The first samples
/// after switching on are thrown away, 20 at least, 96 ms at 208 Hz: the gyroscope settles (70 ms and three samples,
/// AN5130, tables 14 and 15), and SampleClock learns the sensor's true rate. When samples are lost (overrun of the
/// FIFO, a transfer that failed in its middle) the clock says how many: it knows which sample is the newest. That is
/// only certain between two samples, so it waits for the middle. Many failed transfers in a row, a FIFO that stays full
/// whatever is taken out (a stuck line), or a sensor that has fallen silent end in a software reset; what was lost
/// meanwhile follows from the times before and after.
class Lsm6ds3tr {
 public:
  static constexpr std::uint64_t kNever = UINT64_MAX;

  explicit Lsm6ds3tr(SensorBus& bus) : bus_(bus) {}

  /// What the shoe wishes; done by the next poll(). Another rate or range restarts the sensor.
  void want(bool on, const SamplingPlan& plan);

  /// Does what is due. Call it after want(), after an interrupt, and at the time (device clock) that it answers with:
  /// it finds samples whose interrupt was missed, too.
  std::uint64_t poll(SensorListener& listener, std::uint64_t now_us);

 private:
  enum class State : std::uint8_t { off, resetting, warming, running };
  struct FifoStatus {
    std::size_t words = 0;    ///< that wait
    std::size_t pattern = 0;  ///< which word of a set is next
    bool overrun = false;
  };

  static constexpr std::size_t kSetBytes = 12;
  static constexpr std::size_t kWarmUpSets = 4;  ///< a short watermark: the clock learns faster
  static constexpr int kWarmUpInterrupts = 5;    ///< 20 samples: no fewer, the gyroscope needs them
  static constexpr int kRestartAfter = 8;        ///< transfers failed in a row
  static constexpr int kFullTries = 3;           ///< to make room in a full FIFO
  static constexpr int kResetTries = 20;
  static constexpr std::size_t kBurstsAPoll = 4;
  static constexpr std::uint64_t kReset_us = 50;        ///< a software reset takes so long
  static constexpr std::uint64_t kRetry_us = 1000;      ///< after a failed transfer
  static constexpr std::uint64_t kRestart_us = 50'000;  ///< after giving up
  static constexpr std::uint64_t kWarmUpLimit_us = 1'000'000;
  static constexpr double kSilent = 10;  ///< periods without the sample that is due

  bool read_status(FifoStatus& status);
  bool configure();
  bool set_watermark(std::size_t sets);
  bool skip(std::size_t words);

  std::uint64_t switch_off(SensorListener& listener, std::uint64_t now_us);
  std::uint64_t begin_reset(SensorListener& listener, std::uint64_t now_us);
  std::uint64_t end_reset(SensorListener& listener, std::uint64_t now_us);
  std::uint64_t drain(SensorListener& listener, std::uint64_t now_us);
  std::uint64_t locate(std::size_t sets, SensorListener& listener, std::uint64_t now_us);
  bool take(std::size_t sets, SensorListener& listener, std::uint64_t now_us);
  void deliver(std::span<const std::uint8_t> set, SensorListener& listener, std::uint64_t now_us);
  std::uint64_t failed(SensorListener& listener, std::uint64_t now_us);
  std::uint64_t give_up(SensorListener& listener, std::uint64_t now_us);
  void abandon();
  std::uint64_t next_due(std::uint64_t now_us) const;

  SensorBus& bus_;
  bool wanted_ = false;
  SamplingPlan plan_, wanted_plan_;
  State state_ = State::off;
  std::uint64_t since_us_ = 0, not_before_us_ = 0;
  std::size_t watermark_ = kWarmUpSets;  ///< in the sensor, sets
  std::int64_t next_ = 0;                ///< index of the sample that leaves the FIFO next
  bool lost_track_ = false;              ///< `next_` must be found again
  int errors_ = 0, tries_ = 0, full_ = 0;
  SampleClock clock_{1};
  std::optional<double> resume_after_us_;  ///< restarted: time of the last sample that was handed out or told as lost
};

}  // namespace backstep::firmware
