#pragma once

#include <cstdint>

namespace backstep {

/// What of a foot's signal cannot be true of a walking foot with a sound sensor. The first of these that holds is told.
enum class Contradiction : std::uint8_t {
  none,
  stuck_axis,              ///< an axis never changes while the others do
  rotation_against_force,  ///< rotation and specific force do not belong together: axes, signs, scales or time
  no_walking,              ///< the foot moves, but does not stand, turn and get on as walking feet do
};

}  // namespace backstep
