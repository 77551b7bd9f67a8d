#pragma once

#include <cmath>
#include <cstdint>
#include <optional>

#include "dsp/base/contradiction.h"
#include "dsp/base/math.h"

namespace backstep {

/// Where the knowledge of which end of the fore-aft axis is the toe comes from, best first.
enum class ToeSource : std::uint8_t { unknown, signal, stored, declared };

/// How one sensor sits on one foot, and its slow errors. A value: it can be stored in a file and fed to a later walk.
struct FootCalibration {
  Vec3 gyro_bias_radps = Vec3::Zero();
  Real gravity_mps2 = kGravity_mps2;  ///< length of the specific force at rest: 9.81 unless the sensor's scale is off

  /// Takes sensor coordinates to foot ones (x to the toes, y left, z up). With ToeSource::unknown the two ends of x may
  /// be exchanged (a half turn about z).
  Quat q_foot_sensor = Quat::Identity();
  Real axis_sd_rad = kPi;  ///< standard deviation of the fore-aft axis about z

  ToeSource toe_source = ToeSource::unknown;
  Real toe_log_odds = 0;  ///< natural log of the odds that x is the toe end, from the signal alone; 0 = no evidence

  Real mean_forward_m = 0;  ///< mean displacement of a stride along x; its sign ties the two feet's toe ends together

  /// Ball and heel relative to the sensor, foot coordinates; empty until the foot has rolled over them often enough.
  std::optional<Vec3> ball_m, heel_m;

  /// What "still" and "moving" look like on this foot: RMS angular rate typical of stance and of swing. 0 = not known.
  Real still_radps = 0, moving_radps = 0;

  std::uint32_t rests = 0;   ///< rests it was learned from
  std::uint32_t swings = 0;  ///< swings it was learned from

  /// What the walk it was learned from contradicts; of that walk only, never stored.
  Contradiction contradiction = Contradiction::none;
};

/// Whether these are numbers that a sensor on a foot can have; what was read from a file may be anything.
inline bool is_usable(const FootCalibration& c) {
  const auto near = [](const std::optional<Vec3>& p) { return !p || p->norm() < 1; };
  return c.gyro_bias_radps.norm() < 2 && c.gravity_mps2 > kGravity_mps2 / 2 && c.gravity_mps2 < 2 * kGravity_mps2 &&
         std::abs(c.q_foot_sensor.norm() - 1) < Real(1e-3) && std::isfinite(c.axis_sd_rad) &&
         c.toe_source <= ToeSource::declared && std::isfinite(c.toe_log_odds) && std::isfinite(c.mean_forward_m) &&
         near(c.ball_m) && near(c.heel_m) && std::isfinite(c.still_radps) && std::isfinite(c.moving_radps);
}

}  // namespace backstep
