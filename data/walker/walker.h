#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "data/walker/config.h"
#include "data/walker/foot_motion.h"
#include "dsp/base/imu_sample.h"

namespace backstep::walker {

/// The true motion of the sensor at one instant. World: z up; the walk begins facing +x.
struct TruthSample {
  double t_s;  ///< true time
  Vec3 pos_m;
  Vec3 vel_mps;
  Quat q_world_sensor;
  double pitch_rad;  ///< of the foot against the ground, toe-up positive
};

/// One swing and the landing that ends it, exactly.
struct TruthStride {
  int stride = 0;                                                   ///< count of this foot, from 1
  double start_s = 0, end_s = 0;                                    ///< middle of the rest before, and after
  double t_rise_s = 0, t_left_s = 0, t_landed_s = 0, t_flat_s = 0;  ///< FR, TC, IC, FF
  double length_m = 0;   ///< horizontal distance of the sensor's mean places in both rests
  double forward_m = 0;  ///< the same displacement in the foot's mean heading; below 0 is backward
  double left_m = 0, up_m = 0;
  double turn_rad = 0;  ///< change of heading, left positive
  StanceTruth landing;  ///< the stance that the swing led to
};

/// One foot's walk.
struct FootWalk {
  std::vector<ImuSample> measured;   ///< sensor axes, with all errors; `t_us` is the sensor's clock
  std::vector<ImuSample> ideal;      ///< sensor axes, no error: the exact mean over each sampling interval
  std::vector<TruthSample> truth;    ///< one per ideal sample, at the middle of its interval
  std::vector<StanceTruth> stances;  ///< the first one stands from the start
  std::vector<TruthStride> strides;
};

struct Walk {
  std::array<FootWalk, 2> feet;  ///< by index(Foot)
  double duration_s = 0;
};

struct WalkOptions {
  bool samples_of_truth = true;                  ///< keep FootWalk::ideal and ::truth, twice what was measured
  std::function<void(double share)> progress{};  ///< hears how much of the walk is made, 0 to 1
};

/// Walks. The same configuration and seed give the same numbers, always.
Walk walk(const WalkerConfig& config, std::uint64_t seed, const WalkOptions& options = {});

}  // namespace backstep::walker
