#pragma once

#include "data/walker/random.h"
#include "tests/motions/body.h"
#include "tests/motions/pose.h"

namespace backstep::motions {

// Shoes that travel with somebody who walks, at 0.8 to 1.6 m/s and 90 to 125 steps a minute, without being worn. The
// trunk rises and falls by 2 to 5 cm with each step (Gard, Miff and Kuo 2004) and hurries and slows with it; each
// heel's landing is felt.

/// In a hand that hangs and swings (8 to 25 degrees, once a stride): by the heel, toes down, or by the tongue; the shoe
/// swings on in the grip. Both in one hand, or one in each.
Doing carried_in_hand(const Body& body, walker::Random& random);

/// Both in a bag, lying anyhow: it hangs from a hand or a shoulder and swings and twists, or is tied to the back.
Doing carried_in_bag(const Body& body, walker::Random& random);

}  // namespace backstep::motions
