#pragma once

#include "data/walker/curve.h"
#include "data/walker/random.h"
#include "tests/motions/body.h"
#include "tests/motions/pose.h"

namespace backstep::motions {

/// One rider on one bicycle: a crank that turns at a slowly varying pace, coasts with level feet now and then, and two
/// shoes whose ball stays over the pedal while the ankle rocks the foot once a turn.
///
/// Cranks are sold from 165 to 175 mm; 25 to 90 turns a minute are a beginner's to a trained rider's; the ankle moves
/// through about 24 degrees (Ericson, Nisell and Nemeth 1988), here 10 to 30, with the toes pointing down a little. On
/// the road the frame leans with each stroke and shakes; half of the riders sit on a trainer that does neither.
struct Rider {
  double crank_m = 0;
  double pace_hz = 0;
  double ahead_m = 0;  ///< of the ball, where the pedal's spindle is
  double mean_pitch_rad = 0, ankle_rad = 0, ankle_phase_rad = 0;
  double ripple = 0;         ///< the crank is faster on the downstroke: share of its mean rate
  double stance_half_m = 0;  ///< pedal to the middle of the bicycle
  double lean_rad = 0;       ///< of the frame, each stroke
  double shake_mps2 = 0;     ///< rms of what the road does to the frame
};

inline constexpr double kPedalHeight_m = 0.015;  ///< sole to spindle

Rider any_rider(walker::Random& random);

/// The crank's angle over time, radians; 0 is the left pedal on top, growing forward.
walker::Curve crank_angle(const Rider& rider, walker::Random& random, double begin_s, double end_s);

Doing pedalling(const Rider& rider, const Body& body, walker::Random& random);

}  // namespace backstep::motions
