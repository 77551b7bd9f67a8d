#include "firmware/linux/motion_source.h"

#include <algorithm>
#include <utility>

namespace backstep::firmware {

MotionSource::MotionSource(Motion motion, std::optional<double> walk_after_s)
    : motion_(std::move(motion)), walk_after_s_(walk_after_s) {}

void MotionSource::wanted(std::uint64_t now_us) {
  if (walk_after_s_ && !walk_begin_us_) {
    walk_begin_us_ = now_us + static_cast<std::uint64_t>(*walk_after_s_ * 1e6);
  }
}

wire::ImuRaw MotionSource::counts(std::uint64_t sample, std::size_t merged) {
  group_.clear();
  for (std::size_t i = 0; i < merged; ++i) {
    group_.push_back(motion_.samples[std::min<std::size_t>(sample + i, motion_.samples.size() - 1)]);
  }
  return mean(group_);
}

void MotionSource::poll(SensorListener& listener, std::uint64_t now_us, std::size_t merged) {
  const double interval_us = 1e6 / motion_.sensor.rate_hz;
  while (true) {
    // The motion's first samples are of standing still, and are drawn out until the walk is to begin.
    const auto at_us = static_cast<std::uint64_t>(static_cast<double>(next_sample_ + merged - 1) * interval_us);
    if (at_us > now_us) {
      return;
    }
    std::uint64_t place = next_sample_;
    if (walk_after_s_) {
      const auto offset = walk_begin_us_
                              ? static_cast<std::uint64_t>(static_cast<double>(*walk_begin_us_) / interval_us)
                              : next_sample_;
      place = next_sample_ - std::min(next_sample_, offset);
    }
    const double middle_us = (static_cast<double>(next_sample_) + static_cast<double>(merged - 1) / 2) * interval_us;
    listener.sample(counts(place, merged), static_cast<std::uint64_t>(middle_us));
    next_sample_ += merged;
  }
}

}  // namespace backstep::firmware
