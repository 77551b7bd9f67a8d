#pragma once

#include "data/walker/random.h"
#include "tests/motions/body.h"
#include "tests/motions/pose.h"

namespace backstep::motions {

// Feet that stand in something that drives. The floor shakes, "not uncomfortable" to "fairly uncomfortable" by
// ISO 2631-1 (0.1 to 0.9 m/s2 rms), and leans out of curves.

/// A car in a town: 8 to 20 m/s, starts and brakes by 1 to 3.5 m/s2, turns at crossings, waits. Passengers' feet stand;
/// a driver's right one works the pedal about its heel.
Doing car(const Body& body, walker::Random& random);

/// A train or tram between stops: up to 1.3 m/s2 (Powell and Palacin 2015), long curves, sway.
Doing train(const Body& body, walker::Random& random);

}  // namespace backstep::motions
