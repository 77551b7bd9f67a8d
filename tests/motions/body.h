#pragma once

#include "data/walker/config.h"
#include "data/walker/random.h"
#include "dsp/base/math.h"

namespace backstep::motions {

/// A person's measures. Segment lengths are shares of the stature (Drillis and Contini 1966, in Winter, Biomechanics
/// and Motor Control of Human Movement, fig. 4.1); the stature runs from a small woman's to a tall man's.
struct Body {
  double stature_m = 0;
  double thigh_m = 0, shank_m = 0;
  double arm_m = 0;              ///< shoulder to grip
  Vec3 heel_m, ball_m, ankle_m;  ///< shoe coordinates: where the sole rolls, and the ankle joint
  double toe_out_rad = 0;
};

Body any_body(walker::Random& random);

/// A sensor tied to the laces or clipped to the heel counter, its x axis towards the toes.
walker::Mounting any_mounting(walker::Random& random);

/// Hip, knee and ankle in a vertical plane. Angles of thigh and shank from straight down, forward positive.
Vec3 ankle_of(const Body& body, const Vec3& hip_m, double thigh_rad, double shank_rad);

}  // namespace backstep::motions
