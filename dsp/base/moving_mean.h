#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "dsp/base/math.h"

namespace backstep {

/// Mean of each of several values over the last `window` pushes, of fewer while it fills. O(1) a push; the running sums
/// are taken anew each time the ring wraps, so that rounding cannot build up.
template <int Count, std::size_t MaxWindow>
class MovingMean {
 public:
  using Values = Eigen::Array<Real, Count, 1>;

  explicit MovingMean(std::size_t window) : window_(std::clamp<std::size_t>(window, 1, MaxWindow)) {}

  void push(const Values& values) {
    if (count_ == window_) {
      sum_ -= values_[next_];
    } else {
      ++count_;
      share_ = 1 / static_cast<Real>(count_);
    }
    values_[next_] = values;
    sum_ += values;
    if (++next_ == window_) {
      next_ = 0;
      sum_.setZero();
      for (std::size_t i = 0; i < count_; ++i) {
        sum_ += values_[i];
      }
    }
  }

  /// Zero before the first push.
  Values mean() const { return sum_ * share_; }
  void reset() {
    count_ = next_ = 0;
    sum_.setZero();
  }

 private:
  std::array<Values, MaxWindow> values_{};
  std::size_t window_, count_ = 0, next_ = 0;
  Values sum_ = Values::Zero();
  Real share_ = 0;  // of one value in the mean
};

}  // namespace backstep
