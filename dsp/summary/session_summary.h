#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "dsp/alert/alert.h"
#include "dsp/parameters/stride.h"
#include "dsp/summary/distribution.h"
#include "dsp/summary/walking_strides.h"

namespace backstep {

/// Why a stride counts neither in length nor in time nor in variability. Of several reasons the first of this list.
enum class LeftOut : std::uint8_t {
  start,  ///< out of standing (StrideKind)
  stop,   ///< into standing (StrideKind)
  implausible,
  gap,
  turn,
  gyr_clipped,
  too_long,
  uncalibrated,
  slip,
  in_place,    ///< the foot was set down where it had been: no stride
  unmeasured,  ///< the row has no stride length
  half_step,   ///< the feet came together or parted (StrideKind)
  pause,       ///< its stance holds standing (StrideKind)
};
inline constexpr int kLeftOutReasons = 13;

/// How often each class of contact was seen. By index of ContactClass.
struct ContactCounts {
  std::array<std::uint32_t, 4> of{};

  std::uint32_t operator[](ContactClass c) const { return of[static_cast<std::size_t>(c)]; }
  std::uint32_t known() const { return of[1] + of[2] + of[3]; }
};

/// Mean of a stream.
struct RunningMean {
  std::uint32_t count = 0;
  Real sum = 0;

  void push(std::optional<Real> x) {
    if (x) {
      ++count;
      sum += *x;
    }
  }
  std::optional<Real> mean() const { return count > 0 ? std::optional(sum / Real(count)) : std::nullopt; }
};

/// One foot walking in one direction.
struct WalkStats {
  std::uint32_t rows = 0;  ///< stride rows seen
  std::uint32_t used = 0;  ///< of them, rows that the first block below is made of

  // Length, time and variability: of walking strides (walking_strides.h) whose row is `used`. The range is that of the
  // median (see Distribution); a bin is a 1024th of it.
  Distribution stride_length_m{0, 3};
  Distribution stride_time_s{0, 6};
  Distribution stance_time_s{0, 6};
  Distribution swing_time_s{0, 3};
  Distribution step_time_s{0, 3};
  Distribution double_support_s{0, 3};
  Distribution speed_mps{0, 6};
  Distribution cadence_spm{0, 300};
  Distribution clearance_m{0, 1};
  Distribution height_m{-0.5, 0.5};
  Distribution lateral_m{-1, 1};

  // Contact and roll: every row with a known class.
  Distribution strike_angle_rad{-kPi / 2, kPi / 2};
  Distribution roll_time_s{0, 2};
  Distribution roll_amplitude_rad{-kPi / 2, kPi / 2};
  Distribution roll_peak_radps{0, 30};
  Distribution roll_monotonicity{0, Real(1.001)};
  Distribution roll_score{0, Real(100.1)};
  ContactCounts contacts;
  std::array<std::uint32_t, 6> roll_faults{};  ///< by RollFault
  std::uint32_t smooth_rolls = 0;              ///< of `smooth_judged`
  std::uint32_t smooth_judged = 0;
  std::array<std::uint32_t, 3> last_parts{};   ///< by LastPart
  std::array<std::uint32_t, 3> overstrides{};  ///< by Overstride, every row that could be judged

  Real distance_m = 0;                      ///< sum of the lengths that are known, whatever the stride is
  Real time_s = 0;                          ///< that these strides took; out of standing: from rest to rest
  std::uint32_t rows_with_distance = 0;     ///< whose sums these are
  std::uint32_t rows_without_distance = 0;  ///< all others
  Real time_without_distance_s = 0;         ///< that those took, as far as it is known

  RunningMean stride_length_sd_m;  ///< mean of the filter's own standard deviations
  RunningMean strike_angle_sd_rad, t_ic_sd_s, t_tc_sd_s;
};

/// One minute of one foot walking backward: the learning curve.
struct MinuteStats {
  ContactCounts contacts;
  std::uint32_t smooth_rolls = 0, smooth_judged = 0;
  RunningMean strike_angle_rad, stride_length_m, speed_mps;
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

/// Many strides -> means, variability, contact pattern, learning curve, and what was left out and why.
///
/// Forward and backward walking are never averaged together. What a stride is in its walk is known after some more
/// strides of its foot (walking_strides.h): until then, or finish(), it is counted neither in length nor in time nor in
/// distance. An implausible row counts in nothing but in the number of rows and of uncertain contacts. Fixed memory
/// (about 0.5 MB, nearly all histograms), no allocation.
class SessionSummary {
 public:
  static constexpr int kMinutes = 240;  ///< longer sessions: the minutes after these have no learning curve
  static constexpr std::int64_t kTogether_us = 2'500'000;  ///< the feet's strides: half of the longest stride time

  void push(const Contact& contact);
  void push(const Withdrawn& withdrawn);
  void push(const Stride& stride);
  void push(const Alert& alert);

  /// No more strides: those that wait are counted.
  void finish();

  const WalkStats& walk(Foot foot, Direction direction) const {
    return feet_[index(foot)].walks[static_cast<std::size_t>(direction)];
  }
  const MinuteStats& minute(Foot foot, int minute) const {
    return feet_[index(foot)].minutes[static_cast<std::size_t>(minute)];
  }
  const ProvisionalStats& provisional(Foot foot) const { return feet_[index(foot)].provisional; }
  std::uint32_t left_out(Foot foot, LeftOut why) const {
    return feet_[index(foot)].left_out[static_cast<std::size_t>(why)];
  }
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
    std::array<MinuteStats, kMinutes> minutes;
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
  void count_judged(PerFoot& foot);
  void count_minute(PerFoot& foot, const Stride& stride);
  MinuteStats* minute_of(PerFoot& foot, const Stride& stride);
  std::array<bool, 2> feet_that_know_the_way() const;

  std::array<PerFoot, 2> feet_;
  TravelOfFeet travel_;
  std::optional<std::int64_t> begin_us_;
  int minutes_ = 0;
};

}  // namespace backstep
