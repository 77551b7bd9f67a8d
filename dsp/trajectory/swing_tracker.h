#pragma once

#include <array>
#include <optional>

#include "dsp/stride/rest_finder.h"
#include "dsp/trajectory/attitude_filter.h"
#include "dsp/trajectory/standstill.h"
#include "dsp/trajectory/swing_smoother.h"

namespace backstep {

/// When a rest candidate is believed: where the foot does not move, if its velocity is integrated from the rest before.
struct GateConfig {
  /// Three signs that the foot does not rest add up, each as a share of its limit: the closing speed over the swing's
  /// peak, the angle between gravity and where the gyroscope has it, and how much steeper the foot is than at its last
  /// rest and landing. Recordings: rests up to 0.9, most below 0.3; a slow foot that glides level in mid-swing (walker)
  /// from 1.1.
  Real max_speed_share = Real(0.5);
  Real max_tilt_rad = Real(1.0);
  Real max_held_rad = Real(0.4);
  /// A still foot so much steeper than at its last rest is held up on its way to flat (or stands on new ground:
  /// believed after certain_s).
  Real max_pitch_step_rad = Real(0.10);
  /// Stiller than this and steeper by more than that, it is believed only after certain_s as well: the walker's held
  /// heels show 0.05-0.25 rad/s, feet that stand so on the recordings mostly more. Hesitant rolls found: 0.86 to 0.95.
  Real held_still_radps = Real(0.3);
  Real flat_rad = Real(0.06);
  Real begin_speed_share = Real(0.35);   // the same for the recording's first instant, whose attitude is less certain
  Real between_speed_share = Real(0.2);  // and for a doubted rest, before a next one that is believed by itself
  // A foot that falls flat carries the sensor along as fast as a step, but not as far, and is down sooner than this.
  Real least_step_m = Real(0.08), most_fall_s = Real(0.3);
  Real max_gravity_error = Real(0.1);  // at the first rest: a moving foot's specific force differs by more
  /// A foot on the ground reads gravity, whatever its sensor's scale: less or more than these shares of it is no rest.
  Real least_gravity = Real(0.5), most_gravity = Real(2);
  Real around_s = Real(0.2);       // a rest is compared with others over so long: a foot on the ground stays so longer
  Real stiller_share = Real(0.6);  // less unrest than this share of another's is clearly stiller
  Real closing_tilt_sd_rad = Real(0.05);  // tilt read from a closing velocity: scale errors of a swing look alike
  Real resmooth_rad = Real(0.05);         // a larger change of tilt is worth integrating again
  Real max_roll_radps = Real(0.7);        // faster than this the foot does not roll over its sole but about somewhere
  Real max_stance_mps = Real(0.4);        // a foot in stance is slower (recordings: up to 0.22), one that glides faster
  Real landed_speed_sd_mps = Real(0.1);   // of a foot that has just landed, and rolls on
  Real most_lift_m = Real(0.05);          // a foot that pauses higher than before and after hangs in the air
  Real certain_s = Real(0.3);             // a foot this still for this long, and slower than this throughout, rests,
  Real certain_mps = Real(0.10);          // whatever the integration since the last rest says
};

/// What the tracker must know of the foot; it changes as it is learned.
struct TrackedFoot {
  Real gravity_mps2 = kGravity_mps2;
  Vec3 x_axis_sensor = Vec3::UnitX();
  /// Where the foot stands, from the sensor, sensor axes. A resting foot still rolls slowly over it, and carries the
  /// sensor along: w x r. Taken for zero, this makes strides 1-3 cm too short.
  Vec3 sole_sensor_m = Vec3::Zero();
};

/// Settings of SwingTracker: those of its parts, and the limits it shares with other stages.
struct TrackerConfig {
  AttitudeConfig attitude;
  SwingConfig swing;
  GateConfig gate;
  StandstillConfig standstill;
  Real min_swing_s, max_swing_s;              ///< from rest to rest
  Real still_radps, moving_radps, dip_radps;  ///< RestConfig's enter, exit and limit of dips
};

/// The smoothed motion between two rests.
struct TrackedSwing {
  SwingSmoother swing;
  RestCandidate rest;            ///< the one that ends it
  Vec3 origin_m = Vec3::Zero();  ///< position of its start
};

/// From rest to rest: decides which proposed rests are believed and smooths the motion to each. Carries the attitude,
/// the gyro bias and the position on.
///
/// A first rest is provisional: nothing proves it until the motion after it closes, or the foot stands there for long;
/// a stiller one takes its place. What is not believed is remembered: if the motion from one of these to the next
/// proposal closes better than that from the last believed rest, the integration had lost its way, and both are rests.
///
/// The ring of samples is the caller's, the same at every call; nothing of it is kept. A value; fixed memory.
class SwingTracker {
 public:
  /// What became of a proposed rest.
  struct Answer {
    bool believed = false;                ///< the foot rests there, or may: motion is integrated from there on
    bool unproven = false;                ///< a first rest, which may still be taken back; no swings yet
    bool after_loss = false;              ///< the first proven rest after lose(): a swing ended that was not followed
    std::optional<std::int64_t> proven;   ///< the first rest, proven only now
    std::optional<TrackedSwing> landing;  ///< the swing that had led to it, where the stream began within that
    std::array<std::optional<TrackedSwing>, 3> swings;  ///< that ended, oldest first
  };

  /// What became of a stance so far.
  struct Stance {
    Stance() {}  // user-provided: made at every sample, a defaulted one would zero the kilobyte of the optionals first
    std::optional<TrackedSwing> stretch;  ///< smoothed anew, if the anchor moved
    bool left = false;                    ///< the foot has left it unnoticed, gliding: its rest is to be sought anew
    bool proven = false;                  ///< the first rest is one, after all: the foot stands
    bool after_loss = false;              ///< as in Answer
    std::optional<TrackedSwing> landing;  ///< the swing that had led to it, where the stream began within that
  };

  SwingTracker(Real rate_hz, const TrackerConfig& config, const Vec3& bias_radps, Real bias_sd_radps);

  /// The stream begins, or begins again after a hole, at sample `begin`.
  void restart(std::int64_t begin);

  /// The present swing is too long to follow.
  void lose();

  /// The stillness of sample `index` is known; `resting`: it belongs to a rest that was believed; `leaving`: and ends
  /// it. Moves the anchor to the quietest instant of the stance; answers with the stretch of stance that this closed.
  Stance follow(const SampleRing& ring, std::int64_t index, bool resting, bool leaving, const TrackedFoot& foot);

  /// `known_until`: stillness is known for samples before this one.
  Answer propose(const SampleRing& ring, const RestCandidate& c, std::int64_t known_until, const TrackedFoot& foot);

  bool anchored() const { return anchored_; }
  /// The stream ends: the landing at a first rest that nothing could prove, if the foot is still there.
  std::optional<TrackedSwing> finish(const SampleRing& ring, const TrackedFoot& foot);

  bool proven() const { return anchored_ && !unproven_; }
  std::int64_t anchor() const { return anchor_; }  ///< the rest from which the present motion is integrated
  /// Sample of the earliest proposal that is not believed, or not proven, but may still turn out to be a rest.
  std::optional<std::int64_t> doubtful() const;
  /// The motion since the last rest, as if the foot rested at `index`: for what must be told before it does.
  SwingSmoother swing_until(const SampleRing& ring, std::int64_t index, const TrackedFoot& foot) const;

  const AttitudeFilter& attitude() const { return attitude_; }
  /// Standard deviation of either tilt, rad.
  Real tilt_sd_rad() const;

  /// Mean specific force over the 50 ms around a sample.
  Vec3 mean_acc_mps2(const SampleRing& ring, std::int64_t index) const;

 private:
  /// A proposal that was not believed.
  struct Doubted {
    RestCandidate rest;
    Real unrest_radps = 0;
  };
  enum class Belief { none, stands, closes };

  Belief belief(const SampleRing& ring, const RestCandidate& c, const SwingSmoother& swing, Real innovation_rad,
                std::int64_t known_until, const TrackedFoot& foot) const;
  std::optional<RestCandidate> rest_within(const SampleRing& ring, const SwingSmoother& swing) const;
  bool stepped(const SwingSmoother& swing) const;
  /// Whether what follows a pause is no step: so short, and hardly anywhere.
  bool falls_flat(Real duration_s, const Vec3& way_m) const;
  Real held_up_rad(const SwingSmoother& swing, const TrackedFoot& foot) const;
  bool stands(const SampleRing& ring, std::int64_t begin, std::int64_t end, const TrackedFoot& foot) const;
  Real unrest_around(const SampleRing& ring, std::int64_t index, std::int64_t known_until) const;
  bool passes_stiller(const SwingSmoother& swing, Real ends_unrest_radps) const;
  const Doubted* rested_between(const SampleRing& ring, const RestCandidate& c, const TrackedFoot& foot,
                                Real max_speed_share) const;
  bool closes_from(const SampleRing& ring, const RestCandidate& from, const RestCandidate& to, const TrackedFoot& foot,
                   Real max_speed_share) const;
  void doubt(const RestCandidate& c, Real unrest_radps);
  void start_at(const SampleRing& ring, const RestCandidate& c);
  Answer begin_at(const SampleRing& ring, const RestCandidate& c);
  void prove();
  void doubt_bias(const SampleRing& ring, std::int64_t end);
  std::optional<TrackedSwing> from_begin(const SampleRing& ring, const RestCandidate& c, const TrackedFoot& foot);
  SwingSmoother landing_since(const SampleRing& ring, std::int64_t begin, const RestCandidate& c,
                              const TrackedFoot& foot);
  SwingSmoother correct_and_smooth(const SampleRing& ring, const RestCandidate& c, const TrackedFoot& foot,
                                   Real& innovation_rad);
  SwingSmoother settle_tilt(const SampleRing& ring, SwingAttitude& a, std::int64_t begin, std::int64_t end,
                            Real gravity_mps2);
  TrackedSwing advance(const SampleRing& ring, const RestCandidate& c, const SwingSmoother& swing);
  std::optional<TrackedSwing> move_anchor(const SampleRing& ring, const TrackedFoot& foot);
  Vec3 mean_around(const SampleRing& ring, std::int64_t index, Vec3 KeptSample::*what) const;
  Vec3 rest_velocity_mps(const SampleRing& ring, std::int64_t index, const Quat& q_world_sensor,
                         const TrackedFoot& foot) const;
  Real rest_speed_sd(const SampleRing& ring, std::int64_t first, std::int64_t last) const;
  Real rest_tilt_sd(Real unrest_radps) const;

  Real rate_hz_;
  TrackerConfig config_;
  AttitudeFilter attitude_;
  std::int64_t begin_ = 0;
  bool moved_since_begin_ = false, anchored_ = false, lost_ = false;
  bool landed_since_begin_ = false;        // the stream began within the swing that led to the first rest
  std::optional<RestCandidate> unproven_;  // the first rest, until it is proven: the anchor
  std::int64_t anchor_ = 0, quiet_ = 0;
  Real quiet_level_ = 0;
  std::array<Doubted, 4> doubted_;  // since the anchor, oldest first
  std::size_t doubted_count_ = 0;
  Vec3 position_ = Vec3::Zero();    // of the anchor
  Quat landed_ = Quat::Identity();  // attitude of the last landing that was like the one before
};

}  // namespace backstep
