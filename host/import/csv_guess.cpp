#include "host/import/csv_guess.h"

#include <algorithm>
#include <cmath>

namespace backstep::host {
namespace {

constexpr std::size_t kTimes = 10;

}  // namespace

std::optional<TimeUnit> guess_time_unit(double median_interval) {
  for (const TimeUnit unit : {TimeUnit::s, TimeUnit::ms, TimeUnit::us, TimeUnit::ns}) {
    const double rate_hz = 1 / (median_interval * factor(unit));
    if (rate_hz >= 5 && rate_hz <= 2500) return unit;
  }
  return std::nullopt;
}

std::optional<AccUnit> guess_acc_unit(double gravity) {
  for (const AccUnit unit : {AccUnit::mps2, AccUnit::g, AccUnit::mg}) {
    if (std::abs(gravity * factor(unit) / kGravity_mps2 - 1) <= 0.15) return unit;
  }
  return std::nullopt;
}

double fastest_turning(const std::vector<ImuSample>& samples) {
  if (samples.empty()) return 0;
  std::vector<double> rates(samples.size());
  std::transform(samples.begin(), samples.end(), rates.begin(),
                 [](const ImuSample& s) { return s.gyr_radps.cwiseAbs().maxCoeff(); });
  const auto tenth = rates.begin() + static_cast<std::ptrdiff_t>(std::min(kTimes, rates.size()) - 1);
  std::nth_element(rates.begin(), tenth, rates.end(), std::greater<>());
  return *tenth;
}

GyrUnit guess_gyr_unit(double fastest) {
  if (fastest <= kFastestShoe_radps) return GyrUnit::radps;
  return fastest <= rad_to_deg(kFastestShoe_radps) ? GyrUnit::dps : GyrUnit::mdps;
}

bool accelerometer_sees_steps(const std::vector<ImuSample>& samples, double gravity) {
  const auto shaken = std::count_if(samples.begin(), samples.end(), [gravity](const ImuSample& s) {
    return std::abs(s.acc_mps2.norm() - gravity) > gravity / 2;
  });
  return shaken >= static_cast<std::ptrdiff_t>(kTimes);
}

}  // namespace backstep::host
