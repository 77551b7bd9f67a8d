#pragma once

#include <vector>

#include "data/walker/curve.h"
#include "dsp/base/math.h"

namespace backstep::motions {

/// Where something is that drives at a speed along a heading: the integral of both.
class Path {
 public:
  Path(walker::Curve speed_mps, walker::Curve heading_rad, double end_s);

  /// From -1 s on.
  Vec3 at(double t_s) const;
  walker::Jet speed_mps(double t_s) const { return speed_.at(t_s); }
  walker::Jet heading_rad(double t_s) const { return heading_.at(t_s); }

 private:
  Vec3 way(double from_s, double to_s) const;

  walker::Curve speed_, heading_;
  std::vector<Vec3> knots_m_;
};

}  // namespace backstep::motions
