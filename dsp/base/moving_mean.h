#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "dsp/base/math.h"

namespace backstep {

/// Mean over the last `window` values, of fewer while it fills. O(1) a value; the running sum is taken anew each time
/// the ring wraps, so that rounding cannot build up.
template <std::size_t MaxWindow>
class MovingMean {
 public:
  explicit MovingMean(std::size_t window) : window_(std::clamp<std::size_t>(window, 1, MaxWindow)) {}

  void push(Real value) {
    if (count_ == window_) {
      sum_ -= values_[next_];
    } else {
      ++count_;
    }
    values_[next_] = value;
    sum_ += value;
    if (++next_ == window_) {
      next_ = 0;
      sum_ = 0;
      for (std::size_t i = 0; i < count_; ++i) {
        sum_ += values_[i];
      }
    }
  }

  Real mean() const { return count_ == 0 ? Real(0) : sum_ / static_cast<Real>(count_); }
  std::size_t window() const { return window_; }
  void reset() { count_ = next_ = 0, sum_ = 0; }

 private:
  std::array<Real, MaxWindow> values_{};
  std::size_t window_, count_ = 0, next_ = 0;
  Real sum_ = 0;
};

}  // namespace backstep
