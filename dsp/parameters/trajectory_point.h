#pragma once

#include <cstdint>

#include "dsp/base/math.h"

namespace backstep {

/// One smoothed sample of a foot's motion. World: z up, heading arbitrary, origin where the foot first rested.
struct TrajectoryPoint {
  std::int64_t t_us = 0;
  Vec3 pos_m = Vec3::Zero();
  Vec3 vel_mps = Vec3::Zero();
  Real pitch_rad = 0;  ///< toe-up positive, zero at foot flat
  Real roll_rad = 0;   ///< about the foot's x axis, right-handed
  Real yaw_rad = 0;    ///< heading of the toes, left positive
  bool still = false;
};

}  // namespace backstep
