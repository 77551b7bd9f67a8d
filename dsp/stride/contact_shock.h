#pragma once

#include <algorithm>
#include <cstdint>

#include "dsp/base/math.h"

namespace backstep {

/// Settings of ContactShock. The jerk is the change of the specific force from one sample to the next, over time.
/// "Usual" is its mean in the swing before.
struct ShockConfig {
  Real near_share = Real(0.30);   // looked for where the slower of ball and heel is below this share of its peak
  Real sharp_mps3 = Real(2000);   // sharper than in any swing: up to 1300 on the recordings,
  Real sharp_contrast = Real(3);  // and than the usual
  Real clear_mps2 = Real(6);      // or a smaller step, at a low rate or on a soft landing,
  // but after a smooth swing: recordings of shoes 7 to 100, motion capture mostly 2 to 7
  Real clear_contrast = Real(10);
  Real onset_share = Real(0.07);  // what is less than this of a sharper one
  Real onset_s = Real(0.02);      // so soon after was none; later, that is the other part's
  Real usual_s = Real(0.08);      // the usual one's memory
};

/// Finds the onset of the shock with which a foot touches the ground, sample by sample: the first jerk near the landing
/// that stands out from the swing before. The contact that is told at once and the row's both use it. A value; O(1).
class ContactShock {
 public:
  explicit ContactShock(const ShockConfig& config = {}) : config_(config) {}

  /// The interval that ended with a sample; `near`: the foot is about to land. Whether the shock begins here, as far as
  /// is known: a later one much sharper takes its place.
  bool push(Real jerk_mps3, Real interval_s, bool near);

  Real near_share() const { return config_.near_share; }
  bool found() const { return onset_mps3_ > 0; }

  /// Where within the onset's interval the force began to change, 0 to 1: it ramps up from there on, and what the
  /// interval has of the next one's change tells how early.
  Real share() const { return 1 - std::min(Real(1), onset_mps3_ / std::max(next_mps3_, onset_mps3_)); }

  void forget() { onset_mps3_ = next_mps3_ = 0; }
  void start();

 private:
  ShockConfig config_;
  Real usual_mps3_ = 0, onset_mps3_ = 0, next_mps3_ = 0, since_s_ = 0;
  bool next_is_after_ = false;
};

}  // namespace backstep
