#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "dsp/base/math.h"

namespace backstep::validation {

/// One sample of a foot's motion as the reference has it. Empty = the reference does not say.
struct TrueMotion {
  double time_s = 0;
  std::optional<double> pitch_deg;           ///< toe-up positive, zero with the foot flat
  std::optional<Quat> q_world_sensor;        ///< only where the sensor was computed from the motion
  std::optional<double> pos_x_m, pos_y_m;    ///< of the sensor, or of the marker that the true strides are taken from
  std::optional<double> heel_z_m, ball_z_m;  ///< of two points of the sole, where the sensor was computed
  std::optional<double> toe_x_m, toe_y_m;    ///< of another marker, at the toes
};

/// `truth_samples_<foot>_foot.csv`; empty when there is no such file.
std::vector<TrueMotion> read_true_motion(const std::filesystem::path& path);

/// Horizontal speed of the foot, m/s, over the 100 ms around an instant; empty where the reference has no position.
std::optional<double> true_speed_mps(const std::vector<TrueMotion>& motion, double at_s);

/// Horizontal way of the toe marker between two instants, m; empty where there is none.
std::optional<double> toe_way_m(const std::vector<TrueMotion>& motion, double begin_s, double end_s);

/// The sample nearest to an instant; null when there is none within 20 ms.
const TrueMotion* nearest(const std::vector<TrueMotion>& motion, double at_s);

}  // namespace backstep::validation
