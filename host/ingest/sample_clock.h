#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "host/base/rate_range.h"

namespace backstep::host {

/// Tells when each sample of a packet was taken. A packet carries the device time of its first sample only; the
/// interval of the others is the mean over the last kWindow packets that followed one another without a gap, and the
/// nominal one before there are two. Causal, so live and replay agree; the mean keeps the jitter of one packet's time
/// from showing.
class SampleClock {
 public:
  /// `rate_hz`: nominal; where no sensor has it, 200.
  explicit SampleClock(double rate_hz) : nominal_us_(1e6 / rate_to_read_with_hz(rate_hz)) {}

  /// More than this many intervals without a sample is a gap, not uneven sampling; the same rule as for CSV files.
  static constexpr double kGapIntervals = 3;

  /// Begins a packet whose first sample is at `first_us`; `loss`: samples are known to be missing before it. A gap
  /// starts the mean anew.
  void begin_packet(std::int64_t first_us, bool loss);

  /// Time of the next sample of the packet begun last. Always later than the one before.
  std::int64_t next();

  /// Where the next sample of the packet begun last is expected.
  std::int64_t expected_us() const;

  /// Whether samples are missing before the packet begun last, and how many by the time that passed (perhaps 0).
  bool after_gap() const { return after_gap_; }
  std::size_t missing() const { return missing_; }

  double interval_us() const { return interval_us_; }

 private:
  static constexpr std::size_t kWindow = 16;
  static constexpr double kLongest_us = 1e6;  ///< an interval; no sensor is slower than 1 Hz

  struct Start {
    std::int64_t first_us = 0;
    std::uint64_t sample = 0;  ///< samples before this one since the mean was started
  };

  double nominal_us_;
  double interval_us_ = nominal_us_;
  std::array<Start, kWindow> starts_{};
  std::size_t packets_ = 0;      ///< since the mean was started
  std::uint64_t samples_ = 0;    ///< since the mean was started
  std::uint32_t in_packet_ = 0;  ///< samples of the present packet
  std::int64_t first_us_ = 0, last_us_ = 0;
  std::size_t missing_ = 0;
  bool after_gap_ = false;
  bool any_ = false;
};

}  // namespace backstep::host
