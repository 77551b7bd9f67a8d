#pragma once

#include <cstdint>
#include <optional>

#include "dsp/stance/stillness.h"

namespace backstep {

/// Settings of RestFinder. All are compared with StillnessMeter's unrest (rad/s).
struct RestConfig {
  Real enter_radps = Real(0.6);  // 34 deg/s: above every flat stance in walking, below every swing's fast part
  Real exit_radps = Real(1.0);   // clearly above enter, so that noise at the edge cannot chatter
  Real prominence = Real(2.5);   // a dip this much below its neighbours is a candidate: relative, so running works too
  Real dip_limit_radps = Real(3);  // a foot on the ground does not turn faster on average
  Real decide_s = Real(0.06);      // stillness this long is a flat foot: the row leaves 140 ms after foot flat (median)
};

/// An instant at which the foot may be at rest on the ground. Whether it is, the trajectory decides.
struct RestCandidate {
  std::int64_t index = 0;  ///< the quietest instant so far
  Real unrest_radps = 0;   ///< the least around it
  bool flat = false;       ///< still for `decide_s`; otherwise only a dip between two faster phases
};

/// Proposes rests from the stream of stillness, before the foot leaves them again: either as soon as the foot has been
/// still for `decide_s`, or, where it is never that still (running, hurried steps), at a dip with prominence.
///
/// Delay: decide_s after stillness began, or until unrest has grown `prominence`-fold. O(1), fixed memory.
class RestFinder {
 public:
  RestFinder(Real rate_hz, const RestConfig& config = {});

  /// Stillness of sample `index` (consecutive). The caller answers each candidate with accept() or reject().
  std::optional<RestCandidate> push(std::int64_t index, const Stillness& s);

  /// At the end of the stream: a dip that has not risen again may still be a rest.
  std::optional<RestCandidate> finish();

  void accept();
  void reject();
  /// The foot has left its rest without ever being unstill: seek the next one.
  void leave();

  bool resting() const { return resting_; }

  /// A rest still to be proposed is not earlier than this sample; empty: not earlier than the newest.
  std::optional<std::int64_t> candidate_since() const;
  void reset();

 private:
  RestCandidate candidate(bool flat) const;

  RestConfig config_;
  std::int64_t decide_samples_;
  bool resting_ = false;   // an accepted flat rest that has not ended
  bool in_valley_ = true;  // at the start of the stream the foot may already be at rest
  Real peak_ = 0;          // since the last valley
  Real valley_ = Real(1e9);
  std::int64_t valley_begin_ = -1, quiet_index_ = 0, still_since_ = -1, hold_until_ = -1;
  Real quiet_ = Real(1e9);
};

}  // namespace backstep
