#pragma once

#include "data/walker/random.h"
#include "tests/motions/body.h"
#include "tests/motions/pose.h"

namespace backstep::motions {

// What legs do on a mat.

/// On the back: the straight legs scissor in the air, or one leg after the other is raised from the mat and laid down.
/// On the belly: the shanks curl up. The sole stands at 60 to 90 degrees where it "rests".
Doing kicking_lying(const Body& body, walker::Random& random);

/// On the knees, shanks along the floor, toes tucked under: the sole stands up behind. The leg kicks back or curls.
Doing kicking_kneeling(const Body& body, walker::Random& random);

}  // namespace backstep::motions
