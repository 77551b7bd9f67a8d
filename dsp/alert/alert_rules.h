#pragma once

#include <optional>

#include "dsp/alert/alert.h"
#include "dsp/parameters/stride.h"

namespace backstep {

/// Settings of AlertRules; defaults from biomechanics 3.5 and 3.6.
struct AlertConfig {
  int heel_first_count = 3;  ///< of the foot's last `heel_first_of` contacts
  int heel_first_of = 10;
  int overstride_count = 3;  ///< of the foot's last `overstride_of` strides
  int overstride_of = 5;
  int mute_after_direction_change = 2;  ///< strides of a foot without alerts after its direction changed
  std::optional<Real> target_speed_mps;
};

}  // namespace backstep
