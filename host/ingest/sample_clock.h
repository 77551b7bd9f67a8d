#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace backstep::host {

/// Tells when each sample of a packet was taken. A packet carries the device time of its first sample only; the
/// interval of the others is the mean over the last kWindow packets that followed one another without a gap, and the
/// nominal one before there are two. Causal, so live and replay agree; the mean keeps the jitter of one packet's time
/// from showing.
class SampleClock {
 public:
  /// `rate_hz` > 0.
  explicit SampleClock(double rate_hz) : nominal_us_(1e6 / rate_hz) {}

  /// Begins a packet whose first sample is at `first_us`. A start that is further than half an interval from where it
  /// was expected means that samples are missing (or the clock was set) and starts the mean anew.
  void begin_packet(std::int64_t first_us);

  /// Time of the next sample of the packet begun last. Always later than the one before.
  std::int64_t next();

  /// Where a sample after the ones seen so far is expected.
  std::int64_t expected_us() const;

  /// Samples missing between the packet before and the one begun last; 0 when it came where it was expected.
  std::size_t missing() const { return missing_; }

  double interval_us() const { return interval_us_; }

 private:
  static constexpr std::size_t kWindow = 16;

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
  bool any_ = false;
};

}  // namespace backstep::host
