#include "firmware/core/battery.h"

#include <array>
#include <cstddef>

namespace backstep::firmware {
namespace {

/// Usual discharge curve of such cells at a tenth of their capacity an hour; good to about ten percent.
struct Point {
  std::uint16_t mv;
  std::uint8_t pct;
};
constexpr std::array<Point, 9> kCurve = {
    {{3300, 0}, {3600, 5}, {3700, 15}, {3750, 30}, {3790, 45}, {3850, 60}, {3950, 75}, {4080, 90}, {4180, 100}}};

constexpr std::uint16_t kLow_mv = 3620, kEmpty_mv = 3400, kHysteresis_mv = 50;

std::uint8_t percent(std::uint16_t mv) {
  if (mv <= kCurve.front().mv) {
    return kCurve.front().pct;
  }
  for (std::size_t i = 1; i < kCurve.size(); ++i) {
    if (mv < kCurve[i].mv) {
      const Point &a = kCurve[i - 1], &b = kCurve[i];
      return static_cast<std::uint8_t>(a.pct + (mv - a.mv) * (b.pct - a.pct) / (b.mv - a.mv));
    }
  }
  return kCurve.back().pct;
}

}  // namespace

BatteryState judge_battery(std::uint16_t mv, const BatteryState& before) {
  const auto below = [mv](std::uint16_t limit, bool already) { return mv < limit + (already ? kHysteresis_mv : 0); };
  return {mv, percent(mv), below(kLow_mv, before.low), below(kEmpty_mv, before.empty)};
}

}  // namespace backstep::firmware
