#include "firmware/core/sample_clock.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace backstep::firmware {

bool SampleClock::observe(std::int64_t index, std::uint64_t at_us) {
  const PlanePoint point{static_cast<double>(index), static_cast<double>(at_us)};
  if (count_ > 0) {
    const double ahead = point.x - points_[count_ - 1].x;
    const double unknown_us =
        count_ == 1 && known_.seen_us == 0 ? kMostOff * nominal_us_ * ahead : 0;  // of a rate that is not known yet
    if (ahead <= 0 || late_us(point) < -period_us_ / 2 - unknown_us) {
      if (++refused_ < kMostRefused) {
        return false;
      }
      count_ = 0;
    }
  }
  refused_ = 0;
  observations_ = std::min(observations_ + 1, kManyObservations);
  keep(point);
  fit();
  return true;
}

void SampleClock::keep(const PlanePoint& point) {
  if (count_ > 0 && point.y - group_begin_us_ < group_us_) {
    if (late_us(point) < late_us(points_[count_ - 1])) {
      points_[count_ - 1] = point;
    }
    return;
  }
  if (count_ == kPoints) {
    thin_out();
  }
  points_[count_++] = point;
  group_begin_us_ = point.y;
}

/// Makes room: the better of every two points while they stand for short times; else the oldest goes.
void SampleClock::thin_out() {
  if (group_us_ >= kGroup_us) {
    std::copy(points_.begin() + 1, points_.end(), points_.begin());
    --count_;
    return;
  }
  constexpr std::size_t kHalf = kPoints / 2;
  for (std::size_t i = 0; i < kHalf; ++i) {
    const PlanePoint &a = points_[2 * i], &b = points_[2 * i + 1];
    points_[i] = late_us(a) < late_us(b) ? a : b;
  }
  count_ = kHalf;
  group_us_ = std::min(kGroup_us, (points_[count_ - 1].y - points_[0].y) / (kHalf - 1));
}

Oscillator SampleClock::oscillator() const {
  constexpr double kMost_us = 3'000'000;
  return seen_us() > known_.seen_us ? Oscillator{period_us_ / nominal_us_, std::min(seen_us(), kMost_us)} : known_;
}

void SampleClock::fit() {
  if (seen_us() <= known_.seen_us) {
    const PlanePoint& lowest =
        *std::min_element(points_.begin(), points_.begin() + static_cast<std::ptrdiff_t>(count_),
                          [this](const PlanePoint& a, const PlanePoint& b) { return late_us(a) < late_us(b); });
    origin_index_ = lowest.x;
    origin_us_ = lowest.y;
    return;
  }
  auto points = points_;
  const Edge edge = lower_edge(std::span(points).first(count_));
  period_us_ = std::clamp(edge.slope(), nominal_us_ * (1 - kMostOff), nominal_us_ * (1 + kMostOff));
  origin_index_ = edge.b.x;
  origin_us_ = edge.b.y;
}

std::uint64_t SampleClock::stamp(std::int64_t index, std::uint64_t now_us) {
  double t_us = time_us(static_cast<double>(index));
  if (stamped_ && index == last_index_ + 1) {
    const double expected_us = last_us_ + period_us_;
    t_us = expected_us + std::clamp(t_us - expected_us, -period_us_ / 16, period_us_ / 16);
  }
  t_us = std::min(t_us, static_cast<double>(now_us));
  if (stamped_) {
    t_us = std::max(t_us, last_us_ + 1);
  }
  stamped_ = true;
  last_index_ = index;
  last_us_ = t_us;
  return static_cast<std::uint64_t>(std::llround(t_us));
}

}  // namespace backstep::firmware
