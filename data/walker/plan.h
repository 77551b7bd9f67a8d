#pragma once

#include <array>
#include <limits>
#include <vector>

#include "data/walker/config.h"
#include "data/walker/random.h"

namespace backstep::walker {

/// One stance of one foot, and the swing that brings it there. Surface frame: x, y along the ground, z its normal.
struct Footfall {
  double x_m = 0, y_m = 0, yaw_rad = 0;  ///< of the foot's origin, and of its toes, when it stands
  double z_m = 0;                        ///< height of the tread it stands on
  double ahead_m = 0;                    ///< how far beyond its place along the way: on stairs, the middle of the tread
  double landed_s = -std::numeric_limits<double>::infinity();  ///< first contact
  double roll_s = 0.1;                                         ///< the time a smooth roll to flat takes
  double rise_s = std::numeric_limits<double>::infinity();     ///< the part that leaves first rises
  double left_s = std::numeric_limits<double>::infinity();     ///< last part leaves
  double rest_rad = 0;                                         ///< pitch while it stands
  double leave_rad = 0;                                        ///< pitch when it leaves

  // Of the swing before it:
  Travel travel = Travel::in_place;
  double speed_mps = 0;            ///< of the walk
  double heading_rad = 0;          ///< direction of travel
  Landing landing;                 ///< with this landing's own strike angle
  double tread_m = 0, rise_m = 0;  ///< of the stairs it goes over
};

struct Plan {
  std::array<std::vector<Footfall>, 2> feet;  ///< by index(Foot), in order of time; the first one stands from the start
  double end_s = 0;
};

/// Where and when the feet come down: cadence and stride length from the speed, both feet half a stride apart.
Plan plan_walk(const WalkerConfig& config, Random random);

/// Stride length a person of this leg length takes: from the walk ratio (step length over cadence), 0.42 cm per
/// step/min backward (median of 15 acted backward walks, Kobayashi 2023), 0.60 forward (Gait Posture 2018).
double usual_stride_m(Travel travel, double speed_mps, double leg_length_m);

/// How people come down on stairs: on the forefoot, up and down (Riener, Rabuffetti and Frigo 2002), backward too.
Landing usual_stair_landing(Travel travel, double rise_m);

/// A smooth landing at the usual angle: ball first backward (median of the clips -20 degrees), heel first forward.
Landing usual_landing(Travel travel);

}  // namespace backstep::walker
