#pragma once

#include <cstdint>
#include <vector>

#include "host/base/track.h"

namespace backstep::host {

/// Where the samples of a track stand in their file.
using Lines = std::vector<std::uint32_t>;

/// Some recorders write a row where a sample was lost: all six values zero, or those of the row before. Such rows are
/// no samples: they are taken out, counted as lost and told with their lines, and the sample after them is flagged
/// kAfterGap. `lines`: of each sample, in step with track.samples.
///
/// Zeros: no sensor measures six of them at once, whatever the units. A file of zeros only stays as it is.
void drop_zeros(Track& track, Lines& lines);

/// Values held: at least three rows alike in all six values (in SI), where the sensor moves: more than 0.5 rad/s, or a
/// specific force more than 2 m/s2 off 1 g. At rest a quiet or coarse sensor repeats itself. A file whose every row
/// stands several times (a slow sensor, written at a higher rate) is held only where it repeats three times as often as
/// it usually does.
void drop_held(Track& track, Lines& lines);

}  // namespace backstep::host
