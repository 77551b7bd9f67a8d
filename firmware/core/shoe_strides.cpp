#include "firmware/core/shoe_strides.h"

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

wire::RunningSpeedCadence measurement_of(const WalkingSpeed& s) {
  return {s.speed_mps, s.cadence_per_min, s.stride_length_m, s.distance_m, s.running};
}

void ShoeStrides::begin(const wire::DeviceInfo& device) {
  device_ = device;
  pipeline_.emplace(device.side() == wire::Side::right ? Foot::right : Foot::left, device.rate_hz(), FootConfig{},
                    foot_setup(device));
  speed_.forget_strides();
  after_gap_ = false;
}

bool ShoeStrides::sample(const wire::ImuRaw& counts, std::uint64_t sampled_us) {
  if (!pipeline_) {
    return false;
  }
  const auto flags = static_cast<std::uint8_t>((clipped(counts.ax(), counts.ay(), counts.az()) ? kAccClipped : 0) |
                                               (clipped(counts.gx(), counts.gy(), counts.gz()) ? kGyrClipped : 0) |
                                               (after_gap_ ? kAfterGap : 0));
  after_gap_ = false;
  pipeline_->push(imu_sample(counts, static_cast<std::int64_t>(sampled_us), flags, device_));
  bool told = false;
  while (const auto event = pipeline_->next()) {
    if (const auto* stride = std::get_if<Stride>(&*event)) {
      speed_.push(*stride);
      told = true;
    }
  }
  return told;
}

}  // namespace backstep::firmware
