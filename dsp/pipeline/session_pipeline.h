#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <variant>

#include "dsp/alert/alert_rules.h"
#include "dsp/calibration/foot_calibration.h"
#include "dsp/parameters/overstride.h"
#include "dsp/parameters/stride.h"
#include "dsp/parameters/trajectory_point.h"
#include "dsp/pipeline/foot_pipeline.h"

namespace backstep {

using Event = std::variant<Contact, Withdrawn, Stride, Alert, AlertEnd>;

/// Settings of SessionPipeline.
struct SessionConfig {
  std::array<Real, 2> rate_hz{};  ///< by index(Foot); 0 = there is no such foot; others as FootPipeline
  bool common_clock = false;      ///< both feet's times are on one clock: step time and double support can be known
  std::array<FootSetup, 2> setup{};
  FootConfig foot;
  OverstrideConfig overstride;
  AlertConfig alert;
  Real bout_rest_s = Real(3);           // DEFINITIONS.md: bout
  Real max_double_support_s = Real(2);  // longer is standing, not walking
};

/// Both feet: puts their strides in order of foot flat, counts bouts, relates the feet in time, judges overstriding and
/// raises alerts. The same code for live, replay and files.
///
/// A stride waits until the other foot can no longer have an earlier foot flat: at most until that foot's present still
/// moment is decided, usually not at all, since that foot is then in mid-stance or mid-swing. Contacts do not wait.
class SessionPipeline {
 public:
  /// `stored`: calibration of each foot, if there is one.
  explicit SessionPipeline(const SessionConfig& config,
                           const std::array<std::optional<FootCalibration>, 2>& stored = {});

  /// Adds a sample; then take what next() gives until it is empty.
  void push(Foot foot, const ImuSample& sample);

  /// After the last sample of both feet; then take what next() gives until it is empty.
  void finish();

  std::optional<Event> next();

  const FootDiagnosis& diagnosis(Foot foot) const { return feet_[at(foot)].diagnosis(); }
  FootCalibration calibration(Foot foot) const { return feet_[at(foot)].calibration(); }

  /// The smoothed motion of `foot` that became final with the last push() of that foot, or with finish().
  template <class Visitor>
  void visit_new_trajectory(Foot foot, Visitor&& visitor) const {
    feet_[at(foot)].visit_new_trajectory(visitor);
  }

 private:
  static constexpr std::size_t kWaiting = 16;
  static constexpr std::size_t kQueue = 64;
  static std::size_t at(Foot foot) { return index(foot); }

  /// First in, first out, of a fixed size.
  template <class T, std::size_t N>
  class Queue {
   public:
    bool empty() const { return size_ == 0; }
    bool full() const { return size_ == N; }
    void push(const T& item) { items_[(begin_ + size_++) % N] = item; }
    const T& front() const { return items_[begin_]; }
    void pop() { begin_ = (begin_ + 1) % N, --size_; }

   private:
    std::array<T, N> items_{};
    std::size_t begin_ = 0, size_ = 0;
  };

  /// What the other foot and the bout need to know of a foot's last strides.
  struct Past {
    struct Swing {
      std::optional<std::int64_t> tc_us, ic_us;
    };
    std::array<Swing, 2> swings{};  ///< the last two that ended in a contact, newest first
    std::optional<std::int64_t> ff_us;
    std::uint32_t bout = 0;
  };

  bool present(Foot foot) const { return config_.rate_hz[at(foot)] > 0; }
  void take(Foot foot);
  void release(bool all);
  void complete(Stride stride);
  void count_bout(Stride& stride);
  void relate(Stride& stride) const;
  void emit(const Event& event);
  void tell(const std::optional<Alert>& alert, std::int64_t t_us);

  SessionConfig config_;
  std::array<FootPipeline, 2> feet_;
  std::array<Queue<Stride, kWaiting>, 2> waiting_;
  std::array<Past, 2> past_;
  std::uint32_t bout_ = 0;
  AlertRules alerts_;
  Queue<Event, kQueue> out_;
};

}  // namespace backstep
