#include "firmware/core/shoe_strides.h"

#include <algorithm>
#include <variant>

namespace backstep::firmware {
namespace {

bool clipped(std::int16_t a, std::int16_t b, std::int16_t c) {
  const auto at_end = [](std::int16_t x) { return x == INT16_MAX || x == INT16_MIN; };
  return at_end(a) || at_end(b) || at_end(c);
}

}  // namespace

ImuSample imu_sample(const wire::ImuRaw& c, std::int64_t t_us, std::uint8_t flags, const wire::DeviceInfo& device) {
  const auto vector = [](int x, int y, int z, float lsb) -> Vec3 {
    return Vec3(static_cast<Real>(x), static_cast<Real>(y), static_cast<Real>(z)) * static_cast<Real>(lsb);
  };
  return {.t_us = t_us,
          .acc_mps2 = vector(c.ax(), c.ay(), c.az(), device.acc_lsb_mps2()),
          .gyr_radps = vector(c.gx(), c.gy(), c.gz(), device.gyr_lsb_radps()),
          .flags = flags};
}

FootSetup foot_setup(const wire::DeviceInfo& device) {
  if (device.toes_axis() == wire::Axis::unknown) {
    return {};
  }
  // +x -x +y -y +z -z count from 1.
  const int i = static_cast<int>(device.toes_axis()) - 1;
  const Vec3 axis = Vec3::Unit(i / 2);
  return {i % 2 == 0 ? axis : -axis};
}

void ShoeStrides::begin(const wire::DeviceInfo& device) {
  device_ = device;
  pipeline_.emplace(device.side() == wire::Side::right ? Foot::right : Foot::left, device.rate_hz(), FootConfig{},
                    foot_setup(device));
  speed_.forget_strides();
  after_gap_ = false;
}

void ShoeStrides::sample(const wire::ImuRaw& counts, std::uint64_t sampled_us) {
  if (!pipeline_) {
    return;
  }
  const auto flags = static_cast<std::uint8_t>((clipped(counts.ax(), counts.ay(), counts.az()) ? kAccClipped : 0) |
                                               (clipped(counts.gx(), counts.gy(), counts.gz()) ? kGyrClipped : 0) |
                                               (after_gap_ ? kAfterGap : 0));
  after_gap_ = false;
  pipeline_->push(imu_sample(counts, static_cast<std::int64_t>(sampled_us), flags, device_));
  while (const auto event = pipeline_->next()) {
    if (const auto* stride = std::get_if<Stride>(&*event)) {
      speed_.add(*stride);
    }
  }
}

void StrideSpeed::forget_strides() {
  count_ = 0;
  last_ff_us_.reset();
}

void StrideSpeed::add(const Stride& stride) {
  if (last_ff_us_ && stride.t_ff_us - *last_ff_us_ > static_cast<std::int64_t>(kStanding_us)) {
    count_ = 0;
  }
  last_ff_us_ = stride.t_ff_us;
  distance_m_ += static_cast<double>(stride.stride_length_m.value_or(0));
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

wire::RunningSpeedCadence StrideSpeed::measurement(std::uint64_t now_us) const {
  wire::RunningSpeedCadence m;
  m.distance_m = distance_m_;
  if (count_ == 0 || static_cast<std::int64_t>(now_us) - *last_ff_us_ > static_cast<std::int64_t>(kStanding_us)) {
    return m;
  }
  double time_s = 0, length_m = 0, stance_s = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    time_s += static_cast<double>(recent_[i].time_s);
    length_m += static_cast<double>(recent_[i].length_m);
    stance_s += static_cast<double>(recent_[i].stance_s);
  }
  const auto n = static_cast<double>(count_);
  m.speed_mps = length_m / time_s;
  m.cadence_spm = 60 * n / time_s;
  m.stride_length_m = length_m / n;
  m.running = stance_s < time_s / 2;
  return m;
}

}  // namespace backstep::firmware
