#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <variant>

#include "dsp/calibration/foot_alignment.h"
#include "dsp/contact/contact_classifier.h"
#include "dsp/contact/contact_watcher.h"
#include "dsp/contact/pivots.h"
#include "dsp/contact/roll.h"
#include "dsp/direction/direction.h"
#include "dsp/parameters/stride.h"
#include "dsp/parameters/trajectory_point.h"
#include "dsp/stance/stillness.h"
#include "dsp/stride/event_finder.h"
#include "dsp/stride/rest_finder.h"
#include "dsp/trajectory/attitude_filter.h"
#include "dsp/trajectory/swing_smoother.h"

namespace backstep {

/// When a rest candidate is believed: where the foot does not move, if its velocity is integrated from the rest before.
struct GateConfig {
  Real max_speed_share =
      Real(0.40);  // closing speed over the swing's peak: rests up to 0.31 (running), swings from 0.6
  /// A still foot so much steeper than at its last rest is held up on its way to flat (or stands on new ground:
  /// believed after certain_s).
  Real max_pitch_step_rad = Real(0.12);
  Real begin_speed_share = Real(0.25);    // the same for the recording's first instant, whose attitude is less certain
  Real max_tilt_rad = Real(0.8);          // gravity stands within this of where the gyroscope says
  Real max_gravity_error = Real(0.1);     // at the first rest: a moving foot's specific force differs by more
  Real closing_tilt_sd_rad = Real(0.05);  // tilt read from a closing velocity: scale errors of a swing look alike
  Real resmooth_rad = Real(0.05);         // a larger change of tilt is worth integrating again
  Real certain_s = Real(0.4);             // a foot this still for this long rests, whatever the integration says
};

/// Settings of one foot's pipeline: one struct a stage.
struct FootConfig {
  StillnessConfig stillness;
  RestConfig rest;
  GateConfig gate;
  AttitudeConfig attitude;
  SwingConfig swing;
  AlignmentConfig alignment;
  PivotConfig pivots;
  EventConfig events;
  ContactConfig contact;
  WatchConfig watch;
  RollConfig roll;
  DirectionConfig direction;
  Real max_stride_s = Real(5);           // biomechanics 3.6: accepted stride time
  Real min_swing_s = Real(0.15);         // rest to rest: nobody steps faster
  Real max_swing_s = Real(5);            // from the rest before: what the buffer holds on the shoe
  Real gap_s = Real(0.5);                // samples missing for longer than this: integration starts anew
  Real uneven_share = Real(0.25);        // of an interval; a row with more than this share of such samples is marked
  Real slip_m = Real(0.01);              // architecture section 4
  Real shock_time_sd_s = Real(0.006);    // of an initial contact with a shock: one sample at 208 Hz, and its onset
  Real landing_time_sd_s = Real(0.015);  // without: Gottlieb 2020 has 18 ms for backward walking
  Real live_pitch_sd_rad = Real(0.02);   // the last foot flat instead of this one: 1.1 deg median difference
};

/// Why there are no strides, or fewer than hoped: counts of what was seen.
struct FootDiagnosis {
  std::int64_t samples = 0;
  std::int64_t invalid_samples = 0;  ///< values that are no numbers
  std::int64_t backward_times = 0;   ///< samples whose time did not advance
  std::int64_t gaps = 0;
  Real lowest_unrest_radps = Real(1e9);
  Real highest_unrest_radps = 0;
  std::int64_t rests = 0;
  std::int64_t rejected_candidates = 0;  ///< still-looking instants at which the foot moved
  std::int64_t weight_shifts = 0;        ///< movements in which the foot did not leave the ground
  std::int64_t strides = 0;
  bool unfinished_swing = false;  ///< the stream ended within a swing
};

using FootEvent = std::variant<Contact, Withdrawn, Stride>;

/// One foot, from raw samples to stride rows: calibration, stance, trajectory, stride, contact, direction, parameters.
///
/// A stride is emitted at the foot-flat that ends it and never changes. Without a stored calibration it learns the
/// mounting and the bias as it goes; rows before that has settled carry `uncalibrated`. A value: copyable, fixed
/// memory, no allocation, clock, thread or exception.
class FootPipeline {
 public:
  FootPipeline(Foot foot, Real rate_hz, const FootConfig& config = {}, const FootSetup& setup = {},
               const std::optional<FootCalibration>& stored = std::nullopt);

  /// Adds a sample; then take what next() gives.
  void push(const ImuSample& sample);

  /// After the last sample; then take what next() gives.
  void finish();

  /// The next event, in the order found; empty when there is none.
  std::optional<FootEvent> next();

  /// No stride still to come has an earlier foot flat than this.
  std::int64_t settled_us() const;
  bool resting() const { return rest_.resting(); }

  const FootDiagnosis& diagnosis() const { return diagnosis_; }

  /// What has been learned so far, to be stored and used for another walk.
  FootCalibration calibration() const;

  /// Calls visitor(const TrajectoryPoint&) for each sample whose smoothed motion became final with the last push().
  template <class Visitor>
  void visit_new_trajectory(Visitor&& visitor) const {
    if (segment_) {
      const FootMotion motion = foot_motion();
      segment_->swing.visit([&](const MotionPoint& m) {
        if (m.index > segment_->swing.begin() || segment_->first) {
          visitor(trajectory_point(m, motion));
        }
      });
    }
  }

 private:
  static constexpr std::size_t kQueue = 8;

  /// The smoothed motion between the last two rests, as it stands until the next push.
  struct Segment {
    SwingSmoother swing;
    Vec3 origin_m;
    Real flat_before_rad, flat_after_rad;
    bool first;
  };

  void answer(const Stillness& s);
  void on_candidate(const RestCandidate& c);
  void watch();
  void emit_contact(const Landing& landing);
  void withdraw_contact();
  void tell_contact_of(const Stride& s, const StrideEvents& e);
  void start_at(const RestCandidate& c);
  void restart(Quality why);
  void move_anchor(std::int64_t index);
  bool believed(const RestCandidate& c, const SwingSmoother& swing, Real innovation_rad) const;
  Real held_pitch(const SwingSmoother& swing) const;
  bool rested_at_spare(const RestCandidate& c) const;
  void complete_from_begin(const RestCandidate& c);
  SwingSmoother settle_tilt(SwingAttitude& a, std::int64_t begin, std::int64_t end);
  SwingSmoother correct_and_smooth(const RestCandidate& c, Real& innovation_rad);
  void complete(const RestCandidate& c, const SwingSmoother& swing);
  void learn(const SwingSmoother& swing, const StrideEvents& e, const FootMotion& motion);
  void fill_times(Stride& s, const StrideEvents& e, bool moving_start) const;
  void fill_displacement(Stride& s, const SwingSmoother& swing);
  void fill_contact(Stride& s, const SwingSmoother& swing, const StrideEvents& e, const FootMotion& motion);
  QualityBits quality_between(std::int64_t begin, std::int64_t end) const;
  void remember_stance(Real stance_s);
  std::optional<Real> typical_stance_s() const;
  Vec3 mean_acc(std::int64_t index) const;
  Real tilt_sd(Real unrest_radps) const;
  FootMotion foot_motion() const;
  TrajectoryPoint trajectory_point(const MotionPoint& m, const FootMotion& motion) const;
  void keep_segment(const SwingSmoother& swing);
  void emit(const FootEvent& event);

  Foot foot_;
  Real rate_hz_;
  FootConfig config_;
  StillnessMeter stillness_;
  RestFinder rest_;
  AttitudeFilter attitude_;
  FootAlignment alignment_;
  PivotEstimator pivots_;
  ContactWatcher watcher_;
  SampleRing ring_;

  std::int64_t begin_ = 0;  // first sample of the stream, or after a gap
  bool moved_since_begin_ = false;
  bool anchored_ = false;
  std::int64_t anchor_ = 0;  // the rest from which the present motion is integrated
  std::int64_t quiet_ = 0;   // the quietest instant of the present rest: the next anchor
  Real quiet_level_ = 0;
  std::int64_t answered_ = 0;           // stillness known for samples before this one
  std::optional<RestCandidate> spare_;  // the last one not believed: a rest, if the next one agrees with it
  Vec3 position_ = Vec3::Zero();        // of the anchor
  Vec3 stance_shift_ = Vec3::Zero();
  bool first_segment_ = true;
  bool first_stride_ = true;  // nothing before: the coming stride carries `first`
  QualityBits pending_;       // facts that the next row must carry

  std::int64_t watched_from_ = -1;          // the anchor that watcher_ integrates from
  std::optional<std::int64_t> told_ic_us_;  // a Contact that neither its Stride nor a Withdrawn has followed yet
  std::optional<std::int64_t> last_ic_us_;
  std::array<Real, 5> stances_{};  // of the last completed stances
  std::size_t stance_count_ = 0;
  std::uint32_t strides_ = 0;

  std::optional<Segment> segment_;
  std::array<FootEvent, kQueue> queue_{};
  std::size_t queue_begin_ = 0, queue_size_ = 0;
  FootDiagnosis diagnosis_;
};

}  // namespace backstep
