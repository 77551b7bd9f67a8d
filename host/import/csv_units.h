#pragma once

#include <optional>
#include <string_view>

#include "dsp/base/math.h"

namespace backstep::host {

enum class TimeUnit { s, ms, us, ns };
enum class AccUnit { mps2, g, mg };
enum class GyrUnit { radps, dps, mdps };

/// One of the unit in SI: seconds, m/s^2, rad/s.
constexpr double factor(TimeUnit unit) {
  constexpr double kFactors[] = {1, 1e-3, 1e-6, 1e-9};
  return kFactors[static_cast<int>(unit)];
}
constexpr double factor(AccUnit unit) {
  constexpr double kFactors[] = {1, kGravity_mps2, kGravity_mps2 * 1e-3};
  return kFactors[static_cast<int>(unit)];
}
constexpr double factor(GyrUnit unit) {
  constexpr double kFactors[] = {1, kPi / 180, kPi / 180e3};
  return kFactors[static_cast<int>(unit)];
}

/// As written for a person: "m/s2", "deg/s" ...
constexpr std::string_view name(TimeUnit unit) {
  constexpr std::string_view kNames[] = {"s", "ms", "us", "ns"};
  return kNames[static_cast<int>(unit)];
}
constexpr std::string_view name(AccUnit unit) {
  constexpr std::string_view kNames[] = {"m/s2", "g", "mg"};
  return kNames[static_cast<int>(unit)];
}
constexpr std::string_view name(GyrUnit unit) {
  constexpr std::string_view kNames[] = {"rad/s", "deg/s", "mdeg/s"};
  return kNames[static_cast<int>(unit)];
}

/// The unit that some text means ("m/s^2", "mps2", "G", "dps", "deg/s" ...); empty when it is none of that kind.
std::optional<TimeUnit> time_unit(std::string_view text);
std::optional<AccUnit> acc_unit(std::string_view text);
std::optional<GyrUnit> gyr_unit(std::string_view text);

}  // namespace backstep::host
