#include "host/base/rate_range.h"

#include <fmt/format.h>

#include <cmath>

#include "dsp/base/rate_range.h"

namespace backstep::host {

std::string rate_fault(double rate_hz) {
  if (in_rate_range(rate_hz)) {
    return {};
  }
  if (!std::isfinite(rate_hz)) {
    return fmt::format("no possible number of samples per second ({}), expected 50 to {:.0f}", rate_hz, kMostRate_hz);
  }
  if (rate_hz > kMostRate_hz) {
    return fmt::format("{:.6g} samples per second, expected at most {:.0f} (200 is good)", rate_hz, kMostRate_hz);
  }
  return fmt::format("{:.3g} samples per second, expected at least 50 (200 is good)", rate_hz);
}

double rate_to_read_with_hz(double rate_hz) {
  constexpr double kSlowest_hz = 1, kFastest_hz = 100'000, kUsual_hz = 200;
  return rate_hz >= kSlowest_hz && rate_hz <= kFastest_hz ? rate_hz : kUsual_hz;
}

}  // namespace backstep::host
