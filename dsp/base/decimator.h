#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "dsp/base/imu_sample.h"
#include "dsp/base/rate_range.h"
#include "dsp/base/ring.h"

namespace backstep {

/// Above this rate samples are decimated: twice what the pipeline's settings were found at (most real recordings have
/// 100 to 208 Hz), a rate that sensors have. A shock sampled more finely is another shock to them.
inline constexpr Real kDecimatedAbove_hz = 416;

/// By how much a stream of `rate_hz` is decimated: the least whole number that brings it to kDecimatedAbove_hz or less,
/// of a rate within the range (rate_range.h).
int decimation_of(Real rate_hz);

/// The rate of what a Decimator of `rate_hz` gives.
inline Real decimated_rate_hz(Real rate_hz) { return rate_hz / static_cast<Real>(decimation_of(rate_hz)); }

/// One foot's samples at a rate for the pipeline: every second or third of a stream above 416 Hz, behind a low-pass
/// that keeps what is faster from folding into it. At 416 Hz and below each sample passes as it is.
///
/// Method: a finite impulse response, symmetric about the sample whose time it takes (Oppenheim and Schafer,
/// Discrete-Time Signal Processing, 7.5: a sinc in a Kaiser window), so nothing moves in time. Of the rate that comes
/// out: flat within 0.1 dB up to 0.2 (67 Hz at 1000 Hz), -6 dB at 0.36, below -38 dB from 0.5 on.
/// Delay: four samples of what comes out, 12 ms at 1000 Hz and at most 19 ms. Constant samples stay as they are.
///
/// A gap (kAfterGap, or more than three intervals without a sample) ends the filter and begins it anew: beyond each
/// end the last sample is taken to go on. A sample is clipped where one within two of its own intervals was: 92 % of
/// the filter's weight. What the pipeline leaves out (no numbers, beyond what sensors have, all zero) goes to it as it
/// is, past the filter; so does a sample whose time does not go forward, as no number.
///
/// A value: copyable, fixed memory (2 KB), no allocation, clock, thread or exception.
class Decimator {
 public:
  /// Any rate; beyond the range it is that of the nearest end.
  explicit Decimator(Real rate_hz);

  /// Calls take(const ImuSample&) for each sample that is ready: none or one; a few at a gap.
  template <class Take>
  void push(const ImuSample& sample, Take&& take) {
    if (factor_ == 1) {
      take(sample);
      return;
    }
    if (!usable(sample)) {
      take(left_out(sample));
      return;
    }
    if (after_gap(sample)) {
      finish(take);
    }
    inputs_.push(sample);
    if (centre_ + half_ < inputs_.end()) {
      take(output());
    }
  }

  /// After the last sample: likewise for those that waited for more. Then another stream may begin.
  template <class Take>
  void finish(Take&& take) {
    while (centre_ < inputs_.end()) {
      take(output());
    }
    first_ = centre_ = inputs_.end();
  }

 private:
  using Index = std::int64_t;
  static constexpr int kMostFactor = static_cast<int>(kMostRate_hz / kDecimatedAbove_hz) + 1;
  static constexpr int kHalf = 4, kClipReach = 2;  ///< intervals of what comes out
  static constexpr std::size_t kTaps = 2 * kHalf * kMostFactor + 1;

  bool usable(const ImuSample& sample) const;
  ImuSample left_out(ImuSample sample) const;
  bool after_gap(const ImuSample& sample) const;
  const ImuSample& input(Index i) const;
  ImuSample output();

  int factor_, half_;                                    ///< half_: samples on either side of the centre
  Real longest_us_;                                      ///< between two samples; more is a gap
  std::array<Real, kHalf * kMostFactor + 1> weights_{};  ///< by distance from the centre
  Ring<ImuSample, kTaps> inputs_;
  Index first_ = 0, centre_ = 0;  ///< since the last gap; of the next output
};

}  // namespace backstep
