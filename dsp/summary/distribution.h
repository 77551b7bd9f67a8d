#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "dsp/base/math.h"

namespace backstep {

/// Mean, spread and median of a stream of numbers, in fixed memory (2 KiB).
///
/// Moments by Welford (Technometrics 4(3), 1962), exact to rounding. Order statistics from a histogram of kBins equal
/// bins over [low, high): median() and robust_sd() are exact to one bin, resolution() = (high - low) / kBins. Numbers
/// outside count in the end bins, so that a median within the range stays right. A bin holds at most 65535; the moments
/// go on.
class Distribution {
 public:
  static constexpr int kBins = 1024;

  /// Fewest numbers for a coefficient of variation: below it, it says more about the count than about the walker
  /// (Konig 2014: at least 50 gait cycles).
  static constexpr std::uint32_t kFewestForCv = 50;

  /// `low` < `high`: where the median is expected.
  Distribution(Real low, Real high) : low_(low), high_(high) {}

  /// Adds one number. What is no finite number is left out.
  void push(Real x);

  std::uint32_t count() const { return count_; }
  Real resolution() const { return (high_ - low_) / kBins; }

  /// Empty without numbers; sd() and robust_sd() from two on.
  std::optional<Real> mean() const;
  std::optional<Real> sd() const;  ///< sample standard deviation, n - 1
  std::optional<Real> median() const;
  std::optional<Real> robust_sd() const;  ///< 1.4826 x median absolute deviation: the SD of a normal distribution

  /// 100 SD / mean, percent. Empty below kFewestForCv numbers and where the mean is not positive.
  std::optional<Real> cv_pct() const;
  /// 100 robust SD / median, likewise.
  std::optional<Real> robust_cv_pct() const;

  /// Share of the numbers within this of the median, to one bin. Empty without numbers.
  std::optional<Real> share_within(Real reach) const;

 private:
  int bin(Real x) const;
  Real centre(int bin) const { return low_ + (Real(bin) + Real(0.5)) * resolution(); }

  Real low_, high_;
  std::uint32_t count_ = 0;
  Real mean_ = 0, sum_of_squares_ = 0;
  std::array<std::uint16_t, kBins> bins_{};
};

}  // namespace backstep
