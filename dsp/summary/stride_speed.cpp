#include "dsp/summary/stride_speed.h"

#include <algorithm>

namespace backstep {

bool StrideSpeed::walks(Foot foot, std::int64_t now_us) const {
  const auto& last_ff_us = last_ff_us_[index(foot)];
  return last_ff_us && now_us - *last_ff_us <= kStanding_us;
}

void StrideSpeed::push(const Stride& stride) {
  if (stride.quality.has(Quality::implausible)) {
    return;
  }
  if (!anyone_walks(stride.t_ff_us)) {
    count_ = 0;
  }
  const double share = walks(other(stride.foot), stride.t_ff_us) ? 0.5 : 1;
  distance_m_ += share * static_cast<double>(stride.stride_length_m.value_or(0));
  last_ff_us_[index(stride.foot)] = stride.t_ff_us;
  if (!stride.stride_time_s || !stride.stride_length_m) {
    return;
  }
  if (count_ == kMean) {
    std::copy(recent_.begin() + 1, recent_.end(), recent_.begin());
    --count_;
  }
  recent_[count_++] = {*stride.stride_time_s, *stride.stride_length_m,
                       stride.stance_time_s.value_or(*stride.stride_time_s)};
}

void StrideSpeed::forget_strides() {
  count_ = 0;
  last_ff_us_ = {};
}

WalkingSpeed StrideSpeed::at(std::int64_t now_us) const {
  WalkingSpeed w;
  w.distance_m = distance_m_;
  if (count_ == 0 || !anyone_walks(now_us)) {
    return w;
  }
  double time_s = 0, length_m = 0, stance_s = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    time_s += static_cast<double>(recent_[i].time_s);
    length_m += static_cast<double>(recent_[i].length_m);
    stance_s += static_cast<double>(recent_[i].stance_s);
  }
  const auto n = static_cast<double>(count_);
  w.speed_mps = length_m / time_s;
  w.cadence_per_min = 60 * n / time_s;
  w.stride_length_m = length_m / n;
  w.running = stance_s < time_s / 2;
  return w;
}

}  // namespace backstep
