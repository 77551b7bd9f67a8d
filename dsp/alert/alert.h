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
  int count = 0;   ///< contacts or strides of the foot that are beyond the limit,
  int window = 0;  ///< of its last so many
  /// The mean of those beyond it: of step over leg, of the ratio to the baseline, of m/s; of heel-first contacts
  /// `count`.
  double value = 0;
  double limit = 0;  ///< what each was held against, in the same unit; of contacts the count that raises the alert
};

/// The rule of an alert that was raised has become false.
struct AlertEnd {
  AlertKind kind = AlertKind::heel_first;
  Foot foot = Foot::left;
  std::int64_t t_us = 0;
};

}  // namespace backstep
