#pragma once

#include "dsp/parameters/stride.h"

namespace backstep {

/// Limits of the contact classes; DEFINITIONS.md (an expert's choice; sign and order are moderately sure).
struct ContactConfig {
  Real ball_limit_rad = Real(-0.0872665);  // -5 deg: every real backward contact measured lay below -5
  Real heel_limit_rad = Real(0.0872665);   // +5 deg: below running's 7.4-8, since missing a heel-first landing is worse
  Real min_confidence = Real(0.7);         // below it the class is `uncertain` and is never cued
  Real most_opposite = Real(0.1);          // likewise where ball for heel, or heel for ball, is likelier than this
  Real contradiction_rad = Real(0.035);    // or where the foot turns more than 2 deg the wrong way: a blow may jolt it
};

struct ContactVerdict {
  ContactClass contact = ContactClass::uncertain;
  Real confidence = 0;  ///< probability of the class that the angle falls in
};

/// Class of a strike angle: by the limits alone, with the probability that a normal error of `sd_rad` leaves it there.
/// `rotation_to_flat_rad`: how far the gyroscope turned from contact to flat, toe-up positive; where it contradicts the
/// class (a ball-first foot must turn toe-up) the class is uncertain.
ContactVerdict classify_contact(Real strike_angle_rad, Real sd_rad, Real rotation_to_flat_rad,
                                const ContactConfig& config);

/// Where samples are lost, or the motion is none of a step, nothing but a shock tells a flat contact from a pause in
/// mid-swing: without one it is uncertain.
ContactVerdict doubt_flat(const ContactVerdict& verdict, bool shock, const QualityBits& quality);

}  // namespace backstep
