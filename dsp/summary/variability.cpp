#include "dsp/summary/variability.h"

namespace backstep {

Variability variability(const WalkStats& w) {
  Variability v;
  v.strides = w.stride_time_s.count();
  v.share_at_speed = w.speed_mps.share_within(Variability::kSameSpeed_mps);
  if (v.strides < Distribution::kFewestForCv) {
    return v;
  }
  if (v.share_at_speed.value_or(0) < Variability::kAtOneSpeed) {
    v.missing = NoVariability::speeds;
    return v;
  }
  v.missing = NoVariability::none;
  v.stride_time_cv_pct = w.stride_time_s.cv_pct();
  v.stride_time_robust_cv_pct = w.stride_time_s.robust_cv_pct();
  v.stride_length_cv_pct = w.stride_length_m.cv_pct();
  v.stride_length_robust_cv_pct = w.stride_length_m.robust_cv_pct();
  return v;
}

}  // namespace backstep
