#pragma once

#include "tests/validation/perturbed_walk.h"

/// What is lost of a walk, and when its samples are said to have been taken.
namespace backstep::validation {

/// Loses samples of either foot, each run of so many with this probability.
void lose(PerturbedWalk& walk, double share, std::size_t run, walker::Random& random);

/// What stands in the place of lost samples.
enum class Lost : std::uint8_t { nothing, zeros, held };

/// Where in the walk.
enum class Place : std::uint8_t { anywhere, mid_swing };

/// One hole in each foot's samples, within its true strides.
void make_hole(PerturbedWalk& walk, double length_s, Place place, Lost lost, walker::Random& random);

/// Every time stamp off by up to so much either way; their order stays.
void jitter(PerturbedWalk& walk, double most_s, walker::Random& random);

/// Where a foot's samples begin.
enum class Start : std::uint8_t { in_stance, in_swing };

/// Begins at a true stride drawn at random, each foot at its own moment; at least two true strides of a foot stay.
void cut_start(PerturbedWalk& walk, Start start, walker::Random& random);

/// Ends anywhere, after a foot's first two true strides.
void cut_end(PerturbedWalk& walk, walker::Random& random);

}  // namespace backstep::validation
