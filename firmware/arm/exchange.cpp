#include "firmware/arm/exchange.h"

#include <optional>

#include "firmware/core/shoe_strides.h"

namespace backstep::firmware {

ChipStride chip_stride(const Stride& s) {
  const auto time = [](std::optional<std::int64_t> t_us) { return t_us.value_or(ChipStride::kNoTime); };
  const auto number = [](std::optional<Real> x) {
    return x ? static_cast<float>(*x) : std::numeric_limits<float>::quiet_NaN();
  };
  const auto kind = [](const auto& x) { return x ? static_cast<std::int32_t>(*x) : ChipStride::kNoClass; };
  return {.t_us = {time(s.t_start_us), time(s.t_fr_us), time(s.t_tc_us), time(s.t_ic_us), s.t_ff_us},
          .s = {number(s.stride_time_s), number(s.stance_time_s), number(s.swing_time_s), number(s.roll_time_s)},
          .m = {number(s.stride_length_m), number(s.forward_m), number(s.lateral_m), number(s.height_m),
                number(s.sensor_rise_m), number(s.stride_length_sd_m)},
          .rad = {number(s.turn_rad), number(s.strike_angle_rad), number(s.roll_amplitude_rad),
                  number(s.strike_angle_sd_rad)},
          .classes = {static_cast<std::int32_t>(s.number), static_cast<std::int32_t>(s.direction),
                      static_cast<std::int32_t>(s.contact), kind(s.roll_fault), kind(s.smooth_roll), kind(s.last_part),
                      kind(s.roll_reversals), s.used ? 1 : 0, static_cast<std::int32_t>(s.quality.bits())}};
}

ImuSample imu_sample(const ChipSample& sample, const wire::DeviceInfo& device) {
  return imu_sample(sample.counts, sample.t_us, static_cast<std::uint8_t>(sample.flags), device);
}

}  // namespace backstep::firmware
