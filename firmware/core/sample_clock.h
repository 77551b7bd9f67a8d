#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "dsp/clock/lower_edge.h"

namespace backstep::firmware {

/// What is known of a sensor's oscillator, also over a restart and at another rate.
struct Oscillator {
  double period_ratio = 1;  ///< true over nominal; within 15 %
  double seen_us = 0;       ///< learned over so long a time, at most 3 s: nothing is true for ever
};

/// Gives each sample of a sensor its device time, microseconds, from the times of some interrupts.
///
/// The sensor samples evenly, by an oscillator of its own: up to some percent off its nominal rate, and drifting. An
/// interrupt comes late by an unknown time, never early, and says: sample `index` is there. So the samples lie on a
/// line below all that has been observed; of these lines it takes the one with the least sum of distances
/// (lower_edge.h).
///
/// Observations of the last kWindow_us are kept, the best of each quarter of a second; fewer of them shortly after the
/// start. What stamp() gives follows the line without jumps. Fixed memory; a value.
class SampleClock {
 public:
  static constexpr std::size_t kPoints = 20;
  static constexpr double kGroup_us = 250'000;
  static constexpr double kWindow_us = kPoints * kGroup_us;  ///< short enough for a rate that drifts by 20 ppm a second

  /// `oscillator` holds until it has been observed anew for as long.
  explicit SampleClock(double nominal_period_us, const Oscillator& oscillator = {})
      : nominal_us_(nominal_period_us), period_us_(nominal_period_us * oscillator.period_ratio), known_(oscillator) {}

  /// Sample `index` was there at `at_us`, or a little before; indices rise. False: it cannot have been there so early
  /// (an interrupt that was taken for another one); not used, until kMostRefused in a row show that the clock is wrong.
  bool observe(std::int64_t index, std::uint64_t at_us);

  /// Device time of sample `index`, handed out at `now_us`: later than that of the one before and not after `now_us`.
  /// From one to the next the interval is the period within 1/16; after lost samples it is where the line is.
  std::uint64_t stamp(std::int64_t index, std::uint64_t now_us);

  /// The line itself, and its inverse: index 7.5 is halfway between the samples 7 and 8.
  double time_us(double index) const { return origin_us_ + (index - origin_index_) * period_us_; }
  double index_at(double t_us) const { return origin_index_ + (t_us - origin_us_) / period_us_; }

  double period_us() const { return period_us_; }
  Oscillator oscillator() const;
  int observations() const { return observations_; }  ///< used since the start, at most kManyObservations

 private:
  static constexpr int kMostRefused = 4, kManyObservations = 1000;
  static constexpr double kMostOff = 0.15;  // of the nominal period

  void keep(const PlanePoint& point);
  void thin_out();
  void fit();
  double seen_us() const { return count_ > 1 ? points_[count_ - 1].y - points_[0].y : 0; }
  double late_us(const PlanePoint& p) const { return p.y - time_us(p.x); }

  double nominal_us_, period_us_;
  Oscillator known_;
  double origin_index_ = 0, origin_us_ = 0;   ///< a point of the line
  std::array<PlanePoint, kPoints> points_{};  ///< x: index, y: time of an observation, us
  std::size_t count_ = 0;
  double group_us_ = 0;        ///< what one point stands for
  double group_begin_us_ = 0;  ///< of the newest
  int observations_ = 0, refused_ = 0;
  bool stamped_ = false;
  std::int64_t last_index_ = 0;
  double last_us_ = 0;  ///< stamped last
};

}  // namespace backstep::firmware
