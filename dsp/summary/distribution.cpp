#include "dsp/summary/distribution.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace backstep {

void Distribution::push(Real x) {
  if (!std::isfinite(x)) {
    return;
  }
  ++count_;
  const Real delta = x - mean_;
  mean_ += delta / Real(count_);
  sum_of_squares_ += delta * (x - mean_);
  std::uint16_t& in_bin = bins_[static_cast<std::size_t>(bin(x))];
  if (in_bin < std::numeric_limits<std::uint16_t>::max()) {
    ++in_bin;
  }
}

int Distribution::bin(Real x) const {
  // Clamped before the cast: a far number would not fit an int.
  return static_cast<int>(std::clamp((x - low_) / resolution(), Real(0), Real(kBins - 1)));
}

std::optional<Real> Distribution::mean() const { return count_ > 0 ? std::optional(mean_) : std::nullopt; }

std::optional<Real> Distribution::sd() const {
  return count_ > 1 ? std::optional(std::sqrt(sum_of_squares_ / Real(count_ - 1))) : std::nullopt;
}

std::optional<Real> Distribution::median() const {
  std::uint64_t total = 0;
  for (const std::uint16_t n : bins_) {
    total += n;
  }
  if (total == 0) {
    return std::nullopt;
  }
  // Lower and upper middle fall together when the count is odd.
  std::optional<Real> lower;
  std::uint64_t below = 0;
  for (int i = 0; i < kBins; ++i) {
    below += bins_[static_cast<std::size_t>(i)];
    if (!lower && below > (total - 1) / 2) {
      lower = centre(i);
    }
    if (below > total / 2) {
      return (*lower + centre(i)) / 2;
    }
  }
  return lower;
}

std::optional<Real> Distribution::robust_sd() const {
  if (count_ < 2) {
    return std::nullopt;
  }
  // The median of |x - m|, by widening a window of bins around m until it holds half of the numbers.
  const auto middle = static_cast<std::size_t>(bin(*median()));
  std::uint64_t total = 0;
  for (const std::uint16_t n : bins_) {
    total += n;
  }
  std::uint64_t inside = bins_[middle];
  std::size_t reach = 0;
  while (2 * inside <= total && reach < kBins) {
    ++reach;
    inside += middle >= reach ? bins_[middle - reach] : 0U;
    inside += middle + reach < kBins ? bins_[middle + reach] : 0U;
  }
  return Real(1.4826) * Real(reach) * resolution();
}

std::optional<Real> Distribution::cv_pct() const {
  if (count_ < kFewestForCv || mean_ <= 0) {
    return std::nullopt;
  }
  return 100 * *sd() / mean_;
}

std::optional<Real> Distribution::robust_cv_pct() const {
  const auto middle = median(), spread = robust_sd();
  if (count_ < kFewestForCv || *middle <= 0) {
    return std::nullopt;
  }
  return 100 * *spread / *middle;
}

std::optional<Real> Distribution::share_within(Real reach) const {
  const auto middle = median();
  if (!middle) {
    return std::nullopt;
  }
  std::uint64_t inside = 0, total = 0;
  for (int i = 0; i < kBins; ++i) {
    const std::uint64_t n = bins_[static_cast<std::size_t>(i)];
    total += n;
    inside += std::abs(centre(i) - *middle) <= reach ? n : 0U;
  }
  return Real(inside) / Real(total);
}

}  // namespace backstep
