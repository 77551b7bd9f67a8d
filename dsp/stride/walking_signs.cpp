#include "dsp/stride/walking_signs.h"

#include <algorithm>
#include <cmath>

namespace backstep {
namespace {

Real angle_between(const Vec3& a, const Vec3& b) {
  return std::acos(std::clamp(a.normalized().dot(b.normalized()), Real(-1), Real(1)));
}

}  // namespace

bool WalkingSigns::add(const Step& step) {
  const bool returned = last_m_ && (step.displacement_m + *last_m_).norm() <
                                       config_.return_share * std::max(step.displacement_m.norm(), last_m_->norm());
  // Once it is a step back, again and again it is to and fro.
  const bool unlike = !walks(step) || (returned && last_returned_);
  const bool settled = !unlike && !last_unlike_;
  ++steps_;
  unlike_ += unlike ? 1U : 0U;
  last_unlike_ = unlike;
  last_returned_ = returned;
  last_m_ = step.displacement_m;
  return settled;
}

void WalkingSigns::interrupt() {
  last_m_.reset();
  last_returned_ = false;
}

bool WalkingSigns::walks(const Step& step) const {
  if (step.stance_s && *step.stance_s <= config_.least_stance_share * (*step.stance_s + step.swing_s)) {
    return false;
  }
  const Real height_m = std::abs(step.displacement_m.z()), reach_m = step.displacement_m.head<2>().norm();
  const bool too_steep = height_m > config_.least_height_m && height_m > config_.steepest_way * reach_m;
  const bool turns =
      step.rms_rate_radps > std::min(config_.least_turn_radps, config_.least_turn_radpm * step.peak_speed_mps);
  return !too_steep && (turns || reach_m < config_.flat_reach_m || step.unrest_radps < config_.still_radps) &&
         angle_between(step.up_after, step.up_usual) < config_.steepest_sole_rad &&
         angle_between(step.up_before, step.up_after) < config_.most_tilt_change_rad;
}

}  // namespace backstep
