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
#include "dsp/parameters/stride_builder.h"
#include "dsp/parameters/trajectory_point.h"
#include "dsp/pipeline/foot_diagnosis.h"
#include "dsp/stance/stillness.h"
#include "dsp/stride/event_finder.h"
#include "dsp/stride/rest_finder.h"
#include "dsp/stride/stance_path.h"
#include "dsp/stride/walking_signs.h"
#include "dsp/trajectory/attitude_filter.h"
#include "dsp/trajectory/closing_record.h"
#include "dsp/trajectory/swing_smoother.h"
#include "dsp/trajectory/swing_tracker.h"

namespace backstep {

/// Settings of one foot's pipeline: one struct a stage.
struct FootConfig {
  StillnessConfig stillness;
  RestConfig rest;
  GateConfig gate;
  StandstillConfig standstill;
  AttitudeConfig attitude;
  SwingConfig swing;
  ClosingConfig closing;
  WalkingSignsConfig signs;
  AlignmentConfig alignment;
  PivotConfig pivots;
  EventConfig events;
  ContactConfig contact;
  WatchConfig watch;
  RollConfig roll;
  DirectionConfig direction;
  Real max_stride_s = Real(5);    // DEFINITIONS.md, limits: stride time
  Real min_swing_s = Real(0.15);  // rest to rest: nobody steps faster
  Real max_swing_s = Real(5);     // from the rest before: what the buffer holds on the shoe
  Real gap_s = Real(0.5);         // samples missing for longer than this: integration starts anew
  /// Missing for longer than this in a swing, too: a foot turns at up to 10 rad/s, and how far is not known afterwards.
  /// Two packets of a shoe are more, one is not.
  Real hole_s = Real(0.1);
  Real least_gap_s = Real(0.02);       // shorter ones, at any rate, hide nothing that a swing has
  Real held_rate_radps = Real(0.5);    // a foot that turns faster, or is pulled harder, than one at rest:
  Real held_acc_mps2 = Real(1);        // six values that repeat are then a lost sample's
  Real farthest_pivot_m = Real(0.25);  // from the sensor to the farthest end of an adult's sole
  Real uneven_share = Real(0.25);      // of an interval; a row with more than this share of such samples is marked
  Real most_stance_m = Real(0.35);     // along the ground: a sensor gets no farther while its shoe rolls and turns
  Real slip_m = Real(0.01);            // DEFINITIONS.md, limits: slip
  Real shock_time_sd_s = Real(0.006);  // of an initial contact with a shock: one sample at 208 Hz, and its onset
  // From the touch to its shock: 19 +- 9 ms in gaitmap (markers), -25 +- 13 ms and 0 +- 4 ms in Gottlieb's two walks.
  Real touch_sd_s = Real(0.015);
  Real landing_time_sd_s =
      Real(0.025);                    // without: 13-68 ms early, 8 ms apart, in the mocap walks; 18 ms in Gottlieb 2020
  Real stance_tilt_rad = Real(0.05);  // more than a stance changes by settling
  Real live_pitch_sd_rad = Real(0.02);  // the last foot flat instead of this one: 1.1 deg median difference
  Real live_clear_rad = Real(0.12);     // 7 deg: a shock with the foot steeper is that of its first part
  Real length_scale_sd = Real(0.009);   // LSM6DS3TR-C: 1 % on acceleration, soldered; less after a calibration
  // The zero of a strike angle is the foot flat after it: known to this share of what it differs from the usual one,
  // which each stance changes by the second. A foot held a little above the ground looks like one that stands on a
  // stone.
  Real zero_share = Real(0.4), usual_flat_share = Real(0.4);
  Real calibration_sd_rad = Real(0.035);  // 2 deg: a foot's pitch in mid-stance against standing, where it never rests
};

using FootEvent = std::variant<Contact, Withdrawn, Stride>;

/// One foot, from raw samples to stride rows: calibration, stance, trajectory, stride, contact, direction, parameters.
///
/// A stride is emitted at the foot-flat that ends it and never changes. Without a stored calibration it learns the
/// mounting and the bias as it goes; rows before that has settled carry `uncalibrated`. A value: copyable, fixed
/// memory, no allocation, clock, thread or exception.
class FootPipeline {
 public:
  /// `rate_hz`: of the samples. Beyond the range (base/rate_range.h) it is taken as the nearest end, what is no number
  /// as the least: the rows of such a stream mean nothing, but memory holds. Callers refuse it.
  FootPipeline(Foot foot, Real rate_hz, const FootConfig& config = {}, const FootSetup& setup = {},
               const std::optional<FootCalibration>& stored = std::nullopt);

  /// Adds a sample; then take what next() gives until it is empty.
  void push(const ImuSample& sample);

  /// After the last sample; then take what next() gives until it is empty.
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
    for (std::size_t i = 0; i < segment_count_; ++i) {
      const Segment& segment = *segments_[i];
      segment.swing.visit([&](const MotionPoint& m) {
        if (m.index > segment.swing.begin() || segment.first) {
          visitor(trajectory_point(segment, m));
        }
      });
    }
  }

 private:
  static constexpr std::size_t kQueue = 12;
  static constexpr std::size_t kSegments = 4;

  /// The smoothed motion between two rests, as it stands until the next push.
  struct Segment {
    SwingSmoother swing;
    Vec3 origin_m;
    Real flat_before_rad, flat_after_rad;
    bool first;
  };

  bool is_stand_in(const ImuSample& s) const;
  bool stood_through(const ImuSample& sample) const;
  bool keep(const ImuSample& sample);
  void answer(const Stillness& s);
  void look_for_stuck_axes(const KeptSample& s);
  void restart_at_newest();
  void on_candidate(const RestCandidate& c);
  void take_back_first_rest();
  void on_proven(bool after_loss, std::int64_t index, const std::optional<TrackedSwing>& landing);
  bool plausible(const SwingSmoother& swing, const StrideEvents& events, Real rms_rate_radps, QualityBits quality);
  void complete(const TrackedSwing& t);
  /// What is seen of a swing on the way.
  struct SwingLook {
    Real rms_rate_radps = 0;  // between the contacts
    /// False: the sensor went far along the ground before lift-off or after contact, so two swings, whose stance
    /// between them was not seen, closed as one.
    bool one_swing = true;
  };
  StrideEvents learn(const SwingSmoother& swing, const StrideEvents& e, SwingLook& look);
  void watch();
  Landing look_again(const Landing& landing, Real& pitch_sd_rad) const;
  void tell_landing(const Landing& seen);
  void withdraw_contact();
  void tell_contact_of(const Stride& s);
  QualityBits quality_between(std::int64_t begin, std::int64_t end) const;
  void refresh_motion();
  TrackedFoot tracked_foot() const;
  void keep_segment(const TrackedSwing& t);
  TrajectoryPoint trajectory_point(const Segment& segment, const MotionPoint& m) const;
  void emit(const FootEvent& event);

  Foot foot_;
  Real rate_hz_;
  FootConfig config_;
  StillnessMeter stillness_;
  RestFinder rest_;
  FootAlignment alignment_;
  std::optional<FootAlignment::Learned> before_first_rest_;  // as it was, while the first rest may still be taken back
  SwingTracker tracker_;
  ClosingRecord closing_;
  WalkingSigns signs_;
  PivotEstimator pivots_;
  StrideBuilder builder_;
  Contradiction known_contradiction_;  // of the walk as a whole, where a first pass has told
  ContactWatcher watcher_;
  FootMotion motion_;  // as alignment_ and pivots_ have it now
  SampleRing ring_;

  std::int64_t answered_ = 0;               // stillness known for samples before this one
  StancePath stance_;                       // the present one
  std::int64_t last_slow_us_ = 0;           // when the foot was last slow after a swing
  bool first_stride_ = true;                // nothing before: the coming stride carries `first`
  QualityBits pending_;                     // facts that the next row must carry
  std::int64_t watched_from_ = -1;          // the anchor that watcher_ integrates from
  std::optional<std::int64_t> told_ic_us_;  // a Contact that neither its Stride nor a Withdrawn has followed yet

  std::array<std::optional<Segment>, kSegments> segments_;
  std::size_t segment_count_ = 0;
  bool first_segment_ = true;
  std::optional<Real> flat_rad_;  // pitch of the foot when it was last flat
  std::array<FootEvent, kQueue> queue_{};
  std::size_t queue_begin_ = 0, queue_size_ = 0;
  std::uint8_t changed_axes_ = 0;  // bit i: acc x, y, z, gyr x, y, z
  std::int64_t moved_samples_ = 0;
  FootDiagnosis diagnosis_;
};

}  // namespace backstep
