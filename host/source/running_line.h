#pragma once

#include <cmath>
#include <cstddef>

namespace backstep::host {

/// Least-squares line through points that come one at a time (Welford's update: no loss of digits far from zero).
class RunningLine {
 public:
  void add(double x, double y) {
    ++count_;
    const auto n = static_cast<double>(count_);
    const double dx = x - mean_x_;
    mean_x_ += dx / n;
    const double dy = y - mean_y_;
    mean_y_ += dy / n;
    xx_ += dx * (x - mean_x_);
    yy_ += dy * (y - mean_y_);
    xy_ += dx * (y - mean_y_);
  }

  std::size_t count() const { return count_; }
  double spread_x() const { return count_ == 0 ? 0 : std::sqrt(xx_ / static_cast<double>(count_)); }

  /// Needs two points with different x.
  double slope() const { return xy_ / xx_; }

  /// Standard deviation of the points about the line.
  double residual_sd() const {
    const double rest = xx_ > 0 ? yy_ - xy_ * xy_ / xx_ : yy_;
    return std::sqrt(std::fmax(rest, 0) / static_cast<double>(count_));
  }

 private:
  std::size_t count_ = 0;
  double mean_x_ = 0, mean_y_ = 0, xx_ = 0, yy_ = 0, xy_ = 0;
};

}  // namespace backstep::host
