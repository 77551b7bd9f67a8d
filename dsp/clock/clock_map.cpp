#include "dsp/clock/clock_map.h"

#include <algorithm>
#include <cmath>

namespace backstep {
namespace {

constexpr std::int64_t kMaxClock_us = 100'000'000'000'000'000;
constexpr double kMaxRate_ppm = 1000;
constexpr std::int32_t kMaxCorrection_us = 1000;

bool within(std::int64_t t_us) { return t_us >= -kMaxClock_us && t_us <= kMaxClock_us; }

}  // namespace

std::int64_t ClockSegment::at(std::int64_t at_us) const {
  const std::int64_t dt_us = at_us - device_us;
  const auto dt = static_cast<double>(dt_us);
  const double share = std::clamp(dt / static_cast<double>(kCorrectionTime_us), 0.0, 1.0);
  return session_us + dt_us + std::llround(dt * rate_ppm * 1e-6 + share * correction_us);
}

bool is_possible(const ClockSegment& s) {
  return within(s.device_us) && within(s.session_us) && std::abs(s.rate_ppm) <= kMaxRate_ppm &&
         s.correction_us >= -kMaxCorrection_us && s.correction_us <= kMaxCorrection_us;
}

void ClockMap::push(const ClockSegment& segment) {
  count_ = segment.anew ? 1 : std::min<std::int64_t>(count_ + 1, kSegments);
  segments_.push(segment);
}

std::int64_t ClockMap::unwrapped(std::uint32_t low, std::int64_t near_us) const {
  const ClockSegment& s = newest();
  // The rate shifts this by a second in three hours: far less than half a turn.
  const std::int64_t about_us = near_us - s.session_us + s.device_us;
  const auto away = static_cast<std::int32_t>(low - static_cast<std::uint32_t>(about_us));
  return about_us + away;
}

std::int64_t ClockMap::session_us(std::int64_t device_us) const {
  const auto first = segments_.end() - count_;
  auto i = segments_.end() - 1;
  while (i > first && segments_[i].device_us > device_us) {
    --i;
  }
  return segments_[i].at(device_us);
}

}  // namespace backstep
