#include "host/ingest/clip_limits.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace backstep::host {
namespace {

int limit_count(double range, double lsb) {
  constexpr int kLargest = 32767;
  const double counts = std::floor(range / lsb + 0.01);  // 0.01: float32 scales do not divide evenly
  return std::isfinite(counts) && counts >= 1 && counts < kLargest ? static_cast<int>(counts) : kLargest;
}

bool any_at(int limit, int x, int y, int z) { return std::max({std::abs(x), std::abs(y), std::abs(z)}) >= limit; }

}  // namespace

ClipLimits::ClipLimits(const SensorScales& scales)
    : scales_(scales),
      acc_count_(limit_count(scales.acc_range_mps2, scales.acc_lsb_mps2)),
      gyr_count_(limit_count(scales.gyr_range_radps, scales.gyr_lsb_radps)) {}

bool ClipLimits::acc_clipped(const wire::ImuRaw& raw) const { return any_at(acc_count_, raw.ax(), raw.ay(), raw.az()); }

bool ClipLimits::gyr_clipped(const wire::ImuRaw& raw) const { return any_at(gyr_count_, raw.gx(), raw.gy(), raw.gz()); }

}  // namespace backstep::host
