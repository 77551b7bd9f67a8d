#include "firmware/linux/imu_pairing.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "firmware/linux/sample_source.h"

namespace backstep::firmware {
namespace {

std::int16_t whole_counts(double value) {
  using Limits = std::numeric_limits<std::int16_t>;
  return static_cast<std::int16_t>(std::clamp(std::round(value), double(Limits::min()), double(Limits::max())));
}

}  // namespace

ImuPairing::ImuPairing(double rate_hz)
    : most_waiting_(static_cast<std::size_t>(rate_hz * kWait_s)), period_us_(1e6 / rate_hz) {}

void ImuPairing::add(Stream& stream, std::uint64_t t_us, const Vec3& counts) const {
  if (!stream.empty() && t_us <= stream.back().t_us) {
    return;  // a driver whose stamps run backward: that sample has no place
  }
  stream.push_back({t_us, counts});
  if (stream.size() > most_waiting_) {
    stream.pop_front();
  }
}

bool ImuPairing::deliver(SensorListener& listener) {
  const std::uint64_t before_us = last_us_;
  while (!gyr_.empty()) {
    const Timed gyr = gyr_.front();
    if (last_us_ != 0 && gyr.t_us <= last_us_) {  // a stamp that repeats or runs back
      gyr_.pop_front();
      continue;
    }
    while (acc_.size() >= 2 && acc_[1].t_us <= gyr.t_us) {
      acc_.pop_front();
    }
    if (acc_.empty() || (acc_[0].t_us < gyr.t_us && acc_.size() < 2)) {
      break;  // the accelerometer has not come so far
    }
    gyr_.pop_front();
    if (acc_[0].t_us == gyr.t_us) {
      tell(listener, gyr, acc_[0].counts);
    } else if (acc_[0].t_us < gyr.t_us) {
      const Timed &before = acc_[0], &after = acc_[1];
      const auto apart_us = static_cast<double>(after.t_us - before.t_us);
      if (apart_us < kGap * period_us_) {
        const double part = static_cast<double>(gyr.t_us - before.t_us) / apart_us;
        tell(listener, gyr, before.counts + part * (after.counts - before.counts));
      }
    }
  }
  return last_us_ != before_us;
}

void ImuPairing::tell(SensorListener& listener, const Timed& gyr, const Vec3& acc) {
  constexpr double kLearning = 1.0 / 64;
  if (last_us_ != 0) {
    const auto apart_us = static_cast<double>(gyr.t_us - last_us_);
    if (apart_us >= kGap * period_us_) {
      listener.samples_lost(static_cast<std::uint32_t>(std::lround(apart_us / period_us_) - 1));
    } else {
      period_us_ += kLearning * (apart_us - period_us_);
    }
  }
  last_us_ = gyr.t_us;
  listener.sample({whole_counts(acc.x()), whole_counts(acc.y()), whole_counts(acc.z()), whole_counts(gyr.counts.x()),
                   whole_counts(gyr.counts.y()), whole_counts(gyr.counts.z())},
                  gyr.t_us);
}

void SampleMerge::set(SensorListener& listener, std::size_t merged) {
  listener_ = &listener;
  const std::size_t number = std::clamp<std::size_t>(merged, 1, kMost);
  if (number != merged_) {
    if (count_ > 0) {
      samples_lost(0);
    }
    merged_ = number;
  }
}

void SampleMerge::sample(const wire::ImuRaw& counts, std::uint64_t sampled_us) {
  first_us_ = count_ == 0 ? sampled_us : first_us_;
  group_[count_++] = counts;
  if (count_ == merged_) {
    listener_->sample(mean(std::span(group_).first(count_)), first_us_ + (sampled_us - first_us_) / 2);
    count_ = 0;
  }
}

void SampleMerge::samples_lost(std::uint32_t count) {
  const std::size_t lost = count + count_;
  count_ = 0;
  listener_->samples_lost(static_cast<std::uint32_t>(std::max<std::size_t>(1, (lost + merged_ / 2) / merged_)));
}

}  // namespace backstep::firmware
