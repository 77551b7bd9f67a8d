#pragma once

#include "data/walker/random.h"
#include "tests/motions/body.h"
#include "tests/motions/pose.h"

namespace backstep::motions {

// What legs do on a chair. Ranges of motion: the ankle has 20 degrees up and 50 down, the knee comes straight (AAOS).

/// The foot of a crossed or hanging leg wags about its ankle, 0.6 to 2.5 times a second. Often the other one stands.
Doing ankle_wag_free(const Body& body, walker::Random& random);

/// The heel stays on the floor, the ball goes up and down about it; slow or as a tap, some turn the toes in and out.
Doing ankle_wag_heel_down(const Body& body, walker::Random& random);

/// The shank swings out until the leg is nearly straight and comes back, with a hold at both ends: an exercise. Home
/// the foot hangs or stands flat on the floor.
Doing knee_extensions(const Body& body, walker::Random& random);

/// The ball stays on the floor, the heel bounces 3 to 7 times a second by 1 to 4 cm.
Doing leg_bouncing(const Body& body, walker::Random& random);

}  // namespace backstep::motions
