#pragma once

#include <optional>

#include "dsp/stride/foot_motion.h"

namespace backstep {

/// Settings of ContactWatcher.
struct WatchConfig {
  Real land_share = Real(0.25);    // as EventConfig's: landed when the slower part is below this share of its peak
  Real lift_share = Real(0.60);    // a foot faster than this again was still in swing
  Real min_peak_mps = Real(0.30);  // slower movements are no swing
  Real confirm_s = Real(0.02);     // a foot still slow so long after the shock has landed
  Real near_share = Real(0.35);    // of the peak: from here on the shock of contact is looked for
  Real shock_mps3 = Real(2000);    // as EventConfig's: a sharper change of specific force than in a swing
  Real shock_contrast = Real(4);   // and than the mean in the swing before
  Real usual_s = Real(0.08);       // that mean's memory
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
  explicit ContactWatcher(const WatchConfig& config = {});

  /// Starts at a rest.
  void start(const KeptSample& rest, const Quat& q_world_sensor, const Vec3& bias_radps, Real gravity_mps2,
             const FootMotion& foot);

  WatchResult push(const KeptSample& sample, const FootMotion& foot);

  void stop() { running_ = false; }
  bool running() const { return running_; }
  const Quat& attitude() const { return point_.q_world_sensor; }

 private:
  /// When, and how the foot stood. Its pitch is an arc sine: taken at a landing, not at every sample.
  struct Instant {
    std::int64_t t_us = 0;
    Quat q_world_sensor;
  };

  /// Half-way between `before` and now.
  Landing landing_since(const Instant& before, const FootMotion& foot) const;
  bool is_shock(const KeptSample& sample, Real dt_s, bool near);

  WatchConfig config_;
  bool running_ = false, told_ = false, below_ = false, shocked_ = false;
  KeptSample last_;
  MotionPoint point_;
  Vec3 acc_world_ = Vec3::Zero(), bias_ = Vec3::Zero();
  Real gravity_ = kGravity_mps2, flat_rad_ = 0, peak_mps_ = 0;
  Real usual_jerk_mps3_ = 0;  // of the swing so far, without its end
  Landing slow_, shock_;      // the two ways to tell a landing
};

}  // namespace backstep
