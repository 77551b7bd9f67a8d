#pragma once

#include <cstdint>

#include "dsp/base/imu_sample.h"

namespace backstep {

enum class AlertKind : std::uint8_t {
  heel_first,           ///< walking backward, 3 or more of the foot's last 10 contacts were heel-first
  overstride_caution,   ///< 3 of the foot's last 5 strides beyond the caution limit
  overstride_alert,     ///< 3 of the foot's last 5 strides beyond the alert limit
  overstride_personal,  ///< 3 of the foot's last 5 strides beyond the personal baseline
  too_fast,             ///< above the target speed
};

/// Something to tell the walker. Raised once when its rule becomes true, again only after it was false.
struct Alert {
  AlertKind kind = AlertKind::heel_first;
  Foot foot = Foot::left;
  std::int64_t t_us = 0;
  double value = 0;  ///< what was found: count of contacts, mean step over leg, ratio to baseline, or m/s
  double limit = 0;  ///< what it was held against, in the same unit
};

}  // namespace backstep
