#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "firmware/core/lsm6ds3tr.h"
#include "schemas/packet.h"

namespace backstep::firmware {

/// What a source of samples is, all the time: one rate and one range.
struct SensorMake {
  std::string name = "walker";
  double rate_hz = 208;
  double acc_lsb_mps2 = 0, gyr_lsb_radps = 0;  ///< of one count
  std::uint8_t acc_range_g = 16;
  std::uint16_t gyr_range_dps = 2000;
};

/// Where a shoe's samples come from: a motion that is played, or a sensor of this computer.
class SampleSource {
 public:
  SampleSource() = default;
  virtual ~SampleSource() = default;
  SampleSource(const SampleSource&) = delete;
  SampleSource& operator=(const SampleSource&) = delete;

  virtual const SensorMake& make() const = 0;

  /// Told once, before all else: the program's start on the monotonic clock.
  virtual void begin(std::uint64_t /*start_us*/) {}

  /// Tells `listener` all that was sampled until `now_us` and not told yet, `merged` samples as one: their mean, at the
  /// middle of their times. Does not wait. Times are microseconds since the program's start.
  virtual void poll(SensorListener& listener, std::uint64_t now_us, std::size_t merged) = 0;

  /// A host wants samples: told at every turn for as long as it does, before poll().
  virtual void wanted(std::uint64_t /*now_us*/) {}
};

/// Of at least one sample, each axis cut to a whole count; one at an end of its range stays there: what was clipped has
/// no mean.
wire::ImuRaw mean(std::span<const wire::ImuRaw> samples);

}  // namespace backstep::firmware
