#pragma once

#include "data/walker/plan.h"
#include "dsp/base/math.h"

namespace backstep::walker {

/// What one swing goes over: the level, or the steps of a staircase between two treads.
class Ground {
 public:
  Ground(const Footfall& from, const Footfall& to);

  /// Of what is under `pos_m`; beside the edge of a tread that of the higher one, since a shoe is longer than the part
  /// of it that rolls.
  double height_m(const Vec3& pos_m) const;

  /// From the first tread to the last.
  double climb_m() const { return steps_ * rise_m_; }

 private:
  Vec3 start_m_;  ///< the middle of the first tread
  Vec3 way_;
  double tread_m_, rise_m_;
  int steps_;
};

}  // namespace backstep::walker
