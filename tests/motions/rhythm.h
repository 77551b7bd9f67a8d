#pragma once

#include "data/walker/curve.h"
#include "data/walker/random.h"
#include "tests/motions/draw.h"

namespace backstep::motions {

/// When a recording's motion begins: half of them are under way already, half begin with a rest.
double any_begin_s(walker::Random& random);

/// Cycles whose pace and size vary slowly, with pauses in which they die down.
class Rhythm {
 public:
  struct Habit {
    double hz = 1;
    double hz_cv = 0.05, size_cv = 0.15;  ///< from stretch to stretch
    Range stretch_s = {3, 8}, pause_s = {1, 5};
    double pause_share = 0.25;  ///< of the stretches that are followed by a pause
    double ramp_s = 0.6;        ///< from standstill to full size
  };
  Rhythm(walker::Random& random, const Habit& habit, double begin_s, double end_s);

  double phase_rad(double t_s) const { return 2 * kPi * cycles_.at(t_s).value; }
  double size(double t_s) const { return size_.at(t_s).value; }  ///< about 1; 0 in pauses
  /// A sine of about this size; the phase in radians.
  double wave(double t_s, double ahead_rad = 0) const;

 private:
  walker::Curve cycles_, size_;
};

/// Moves between two values with a hold at each end. The course of a move is the minimum-jerk polynomial (Flash and
/// Hogan 1985).
struct Holds {
  Range out, home;       ///< the two values, drawn anew each time
  Range go_s, hold_s;    ///< out: how long it takes, how long it is held
  Range back_s, stay_s;  ///< home
  double hit = 0;        ///< speed left where home stops it, as a share of the move's mean speed
  walker::Curve course(walker::Random& random, double begin_s, double end_s) const;
};

}  // namespace backstep::motions
