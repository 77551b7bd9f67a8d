#pragma once

#include "data/walker/random.h"
#include "tests/motions/body.h"
#include "tests/motions/pose.h"

namespace backstep::motions {

// What people do on their feet without a step: the sole stays on the ground, or its ball does.

/// Down and up in 2 to 5 s. Both soles stay down; stiff ankles lift the heels a little at the bottom.
Doing squats(const Body& body, walker::Random& random);

/// Up on the balls and down again, 15 to 40 degrees, in about a second each way and with holds.
Doing heel_raises_slow(const Body& body, walker::Random& random);

/// The same one to two times a second; together, or one heel after the other.
Doing heel_raises_quick(const Body& body, walker::Random& random);

}  // namespace backstep::motions
