#include "dsp/stride/contact_shock.h"

namespace backstep {

void ContactShock::start() {
  usual_mps3_ = 0;
  forget();
}

bool ContactShock::push(Real jerk_mps3, Real interval_s, bool near) {
  next_mps3_ = next_is_after_ ? jerk_mps3 : next_mps3_;
  next_is_after_ = false;
  if (!near) {
    usual_mps3_ += (jerk_mps3 - usual_mps3_) * std::min(Real(1), interval_s / config_.usual_s);
    return false;
  }
  const bool stands_out = jerk_mps3 > std::max(config_.sharp_mps3, config_.sharp_contrast * usual_mps3_) ||
                          jerk_mps3 > std::max(config_.clear_mps2 / interval_s, config_.clear_contrast * usual_mps3_);
  since_s_ += interval_s;
  if (!stands_out || (found() && (onset_mps3_ >= config_.onset_share * jerk_mps3 || since_s_ >= config_.onset_s))) {
    return false;
  }
  onset_mps3_ = jerk_mps3;
  next_mps3_ = since_s_ = 0;
  next_is_after_ = true;
  return true;
}

}  // namespace backstep
