#include "firmware/core/sampling_plan.h"

#include <algorithm>
#include <array>

#include "schemas/packet.h"

namespace backstep::firmware {
namespace {

template <class T>
T next_higher(std::span<const T> rising, T wish) {
  const auto found = std::lower_bound(rising.begin(), rising.end(), wish);
  return found == rising.end() ? rising.back() : *found;
}

template <class T>
T next_lower(std::span<const T> rising, T wish) {
  const auto above = std::upper_bound(rising.begin(), rising.end(), wish);
  return above == rising.begin() ? rising.front() : *(above - 1);
}

}  // namespace

SensorAbilities lsm6ds3tr_abilities() {
  static constexpr std::array<std::uint16_t, 3> kRates_hz = {52, 104, 208};
  static constexpr std::array<std::uint8_t, 4> kAccRanges_g = {2, 4, 8, 16};
  static constexpr std::array<std::uint16_t, 4> kGyrRanges_dps = {250, 500, 1000, 2000};
  return {kRates_hz, kAccRanges_g, kGyrRanges_dps};
}

SamplingPlan plan(const SensorAbilities& sensor, const SamplingWish& wish, std::uint16_t att_mtu) {
  const std::size_t payload = std::max(att_mtu, kLeastAttMtu) - kNotificationOverhead;
  const std::size_t room =
      payload < wire::kPacketHeaderSize ? 0 : (payload - wire::kPacketHeaderSize) / sizeof(wire::ImuRaw);
  SamplingPlan plan;
  plan.reduced = room < 2;
  plan.rate_hz = plan.reduced ? next_lower(sensor.rates_hz, std::min(wish.rate_hz, kReducedRate_hz))
                              : next_higher(sensor.rates_hz, wish.rate_hz);
  plan.acc_range_g = next_higher(sensor.acc_ranges_g, wish.acc_range_g);
  plan.gyr_range_dps = next_higher(sensor.gyr_ranges_dps, wish.gyr_range_dps);
  const std::size_t wished = std::clamp<std::size_t>(wish.samples_per_packet, 1, wire::kMaxSamples);
  plan.samples_per_packet = static_cast<std::uint8_t>(plan.reduced ? 1 : std::min(wished, room));
  return plan;
}

}  // namespace backstep::firmware
