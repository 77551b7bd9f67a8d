#pragma once

#include <optional>

#include "dsp/stride/contact_shock.h"
#include "dsp/stride/foot_motion.h"

namespace backstep {

/// Settings of ContactWatcher.
struct WatchConfig {
  Real land_share = Real(0.25);    // as EventConfig's: landed when the slower part is below this share of its peak
  Real lift_share = Real(0.60);    // a foot faster than this again was still in swing
  Real min_peak_mps = Real(0.30);  // slower movements are no swing
  Real confirm_s = Real(0.02);     // a foot still slow so long after the shock has landed
  // No shock so long after land_share: it landed without one. Soft landings have theirs up to 75 ms after it.
  Real shockless_s = Real(0.10);
};

/// A landing as seen from the swing alone, before the foot has come to rest.
struct Landing {
  std::int64_t t_ic_us = 0;
  Real pitch_rad = 0;           ///< at contact, from the rest before, toe-up positive
  Real pitch_rate_radps = 0;    ///< at contact
  Real turned_rad = 0;          ///< pitch since contact
  bool shock = false;           ///< t_ic_us is that of a shock, else only of a slow-down
  Vec3 moved_m = Vec3::Zero();  ///< displacement since the rest before, world
};

/// What a sample brought.
struct WatchResult {
  std::optional<Landing> landing;  ///< the foot has landed, confirm_s ago
  bool withdrawn = false;          ///< the landing told before was none: the foot swings on
};

/// Integrates forward from the last rest and tells the landing as soon as it can be told: for feedback. Same criterion
/// as find_events, but without knowing the coming rest: velocity drifts by up to 0.4 m/s in a second, well below the
/// level. A foot that is set down softly is that slow before it touches; so the shock decides where there is one.
/// Delay: confirm_s after the shock, else shockless_s after the foot was slow. Fixed memory, O(1) a sample.
class ContactWatcher {
 public:
  explicit ContactWatcher(const WatchConfig& config = {}, const ShockConfig& shock = {});

  /// Starts at a rest.
  void start(const KeptSample& rest, const Quat& q_world_sensor, const Vec3& bias_radps, Real gravity_mps2,
             const FootMotion& foot);

  WatchResult push(const KeptSample& sample, const FootMotion& foot);

  void stop() { running_ = false; }
  bool running() const { return running_; }
  const Quat& attitude() const { return point_.q_world_sensor; }

 private:
  Landing landing_at(const FootPoint& p) const;
  Landing shocked_landing() const;

  WatchConfig config_;
  ContactShock contact_shock_;
  bool running_ = false, told_ = false, below_ = false;
  KeptSample last_;
  MotionPoint point_;
  Vec3 acc_world_ = Vec3::Zero(), bias_ = Vec3::Zero();
  Real gravity_ = kGravity_mps2, flat_rad_ = 0, peak_mps_ = 0;
  Landing slow_, shock_;       // the two ways to tell a landing; shock_: at the end of the interval in which it begins
  Real before_shock_rad_ = 0;  // and the pitch at its beginning, from flat
  Real shock_interval_s_ = 0;
};

}  // namespace backstep
