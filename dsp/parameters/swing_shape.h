#pragma once

#include <array>
#include <optional>

#include "dsp/stride/event_finder.h"
#include "dsp/stride/foot_motion.h"
#include "dsp/trajectory/swing_smoother.h"

namespace backstep {

using PitchCurve = std::array<Real, 32>;

/// What one walk over a swing tells of its shape.
struct SwingShape {
  Real turned_rad = 0;                                     ///< integral of the vertical rate, whole circles included
  Real highest_m = 0;                                      ///< of the sensor, above the rest before
  Quat q_contact;                                          ///< attitude of the sensor at initial contact
  std::optional<Real> ball_clearance_m, heel_clearance_m;  ///< empty: there is no way, or it climbs like stairs
  PitchCurve pitch_rad{};  ///< from the end of one rest to the beginning of the next, even in time
};

/// Pearson's correlation of two curves; 0 where one of them is level.
Real correlation(const PitchCurve& a, const PitchCurve& b);

/// Clearance is the lowest height of a point of the sole in mid-swing above the ground there. Mid-swing is the middle
/// third of the sensor's way, in which the foot passes the other one; the ground, the straight line between the places
/// on which the point stands before and after.
SwingShape measure_shape(const SwingSmoother& swing, const FootMotion& foot, const StrideEvents& events);

}  // namespace backstep
