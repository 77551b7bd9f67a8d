#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "dsp/alert/alert.h"
#include "dsp/parameters/left_out.h"
#include "dsp/parameters/stride.h"
#include "dsp/summary/turns.h"
#include "dsp/summary/walk_stats.h"
#include "dsp/summary/walking_strides.h"

namespace backstep {

/// A part of one foot's walk in one direction: a minute of the learning curve, or what lies between two marks.
struct PeriodStats {
  ContactCounts contacts;
  std::uint32_t smooth_rolls = 0, smooth_judged = 0;
  std::uint32_t used = 0;                       ///< strides that the means of length and speed are of
  std::array<RunningMean, 4> strike_angle_rad;  ///< by ContactClass
  RunningMean stride_length_m, speed_mps;
};

/// How the contact that was told at once compares with the one of the finished row.
struct ProvisionalStats {
  std::uint32_t agreed = 0, disagreed = 0;  ///< both classes known
  std::uint32_t withdrawn = 0;              ///< contacts that were none

  std::optional<Real> disagreement() const {
    const std::uint32_t n = agreed + disagreed;
    return n > 0 ? std::optional(Real(disagreed) / Real(n)) : std::nullopt;
  }
};

/// The way in one direction. Distance and time are of the same strides.
struct Walked {
  std::optional<Real> distance_m;            ///< empty: of no stride is the length known
  Real time_s = 0;                           ///< that this took
  std::uint32_t strides_without_length = 0;  ///< strides beside these
  Real time_without_length_s = 0;            ///< that those took, as far as it is known
};

/// How often a foot's stride led forward or backward as the other foot's last one did, and how often the opposite way.
/// Turns are not asked: there the feet may part.
struct TravelOfFeet {
  std::uint32_t alike = 0, opposed = 0;
};

/// A stride that counted when its row was made, and what the strides after it told.
struct LeftOutLater {
  Foot foot = Foot::left;
  std::uint32_t stride = 0;  ///< its number
  LeftOut why = LeftOut::stop;
};

/// Many strides -> means, variability, contact pattern, learning curve, and what was left out and why.
///
/// Forward and backward walking are never averaged together. What a stride is in its walk is known after some more
/// strides of its foot (walking_strides.h): until then, or finish(), it is counted neither in length nor in time nor in
/// distance. An implausible row counts in nothing but in the number of rows and of uncertain contacts. Fixed memory
/// (about 0.8 MB, nearly all histograms), no allocation.
class SessionSummary {
 public:
  static constexpr int kMinutes = 240;           ///< longer sessions: the minutes after these have no learning curve
  static constexpr std::size_t kIntervals = 65;  ///< between marks: those after the 64th are one
  static constexpr std::size_t kListed = 1000;   ///< more turns, and more strides left out later, are only counted
  static constexpr std::int64_t kTogether_us = 2'500'000;  ///< the feet's strides: half of the longest stride time

  void push(const Contact& contact);
  void push(const Withdrawn& withdrawn);
  void push(const Stride& stride);
  void push(const Alert& alert);

  /// Somebody marked this instant: strides that are complete from then on are of the next interval. In their order.
  void mark(std::int64_t t_us);

  /// No more strides: those that wait are counted.
  void finish();

  const WalkStats& walk(Foot foot, Direction direction) const {
    return feet_[index(foot)].walks[static_cast<std::size_t>(direction)];
  }
  /// Walking backward.
  const PeriodStats& minute(Foot foot, int minute) const {
    return feet_[index(foot)].minutes[static_cast<std::size_t>(minute)];
  }
  /// Before the first mark, between the first and the second, and so on. `direction`: backward or forward.
  const PeriodStats& interval(Foot foot, std::size_t interval, Direction direction) const {
    return feet_[index(foot)].intervals[interval][direction == Direction::backward ? 0 : 1];
  }
  /// The marks that part them.
  std::span<const std::int64_t> marks() const { return {marks_us_.data(), marks_}; }
  const ProvisionalStats& provisional(Foot foot) const { return feet_[index(foot)].provisional; }
  std::uint32_t left_out(Foot foot, LeftOut why) const {
    return feet_[index(foot)].left_out[static_cast<std::size_t>(why)];
  }
  /// In the order in which it became known: the first kListed.
  std::span<const LeftOutLater> left_out_later() const { return {later_.data(), std::min(later_count_, kListed)}; }
  std::size_t left_out_later_count() const { return later_count_; }

  /// In their order: the first kListed.
  std::span<const WalkTurn> turns() const { return {turned_.data(), std::min(turn_count_, kListed)}; }
  std::size_t turn_count() const { return turn_count_; }

  std::uint32_t alerts(Foot foot, AlertKind kind) const {
    return feet_[index(foot)].alerts[static_cast<std::size_t>(kind)];
  }
  std::uint32_t rows(Foot foot) const;
  const TravelOfFeet& travel_of_feet() const { return travel_; }

  /// Minutes of the session that have begun, at most kMinutes.
  int minutes() const { return minutes_; }

  /// Both feet go the same way: the mean of what they know where both know all of it, else what the foot says that
  /// knows the longer part.
  Walked walked(Direction direction) const;

 private:
  struct PerFoot {
    std::array<WalkStats, 6> walks;  // by Direction
    std::array<PeriodStats, kMinutes> minutes;
    std::array<std::array<PeriodStats, 2>, kIntervals> intervals;  // each backward and forward
    std::array<std::uint32_t, kLeftOutReasons> left_out{};
    std::array<std::uint32_t, 5> alerts{};  // by AlertKind
    ProvisionalStats provisional;
    std::optional<ContactClass> told;      // the provisional class that waits for its stride
    Direction way = Direction::uncertain;  // of the last stride that led forward or backward
    std::int64_t way_us = 0;               // and its foot flat
    WalkingStrides strides;                // those not known yet for what they are wait here
  };

  PerFoot& of(Foot foot) { return feet_[index(foot)]; }
  void count_travel(const Stride& stride);
  void count_turn(const std::optional<WalkTurn>& turn);
  void leave_out(PerFoot& foot, const Stride& stride, LeftOut why);
  void count_judged(PerFoot& foot);
  std::array<PeriodStats*, 2> periods_of(PerFoot& foot, const Stride& stride);
  std::array<bool, 2> feet_that_know_the_way() const;

  std::array<PerFoot, 2> feet_;
  TravelOfFeet travel_;
  TurnFinder turns_;
  std::array<WalkTurn, kListed> turned_;
  std::array<LeftOutLater, kListed> later_;
  std::size_t turn_count_ = 0, later_count_ = 0;
  std::array<std::int64_t, kIntervals - 1> marks_us_{};
  std::size_t marks_ = 0;
  std::optional<std::int64_t> begin_us_;
  int minutes_ = 0;
};

}  // namespace backstep
