#pragma once

#include <vector>

#include "data/walker/config.h"
#include "data/walker/curve.h"
#include "data/walker/random.h"

namespace backstep::walker {

/// How the foot's pitch goes from first contact to rest, as points to pass. Angles are what is left to the resting
/// pitch, positive whichever end lands first.
struct RollShape {
  struct Point {
    double after_s;  ///< since first contact
    Jet left_rad;
  };
  Jet start;
  std::vector<Point> points;  ///< the last one touches down at the resting pitch
  Roll roll = Roll::smooth;   ///< what it became
  int dips = 0;
  double held_s = 0, held_rad = 0;
};

/// The shape for `landing`, whose smooth roll would take `roll_s`. `longest_s` is the time there
/// is: where a hold or dips do not fit, there are fewer or none.
RollShape roll_shape(const Landing& landing, double strike_rad, double roll_s, double longest_s, double heel_to_ball_m,
                     Random& random);

}  // namespace backstep::walker
