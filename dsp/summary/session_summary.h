#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "dsp/alert/alert.h"
#include "dsp/parameters/stride.h"
#include "dsp/summary/distribution.h"

namespace backstep {

/// Why a stride counts neither in length nor in time nor in variability. Of several reasons the first of this list.
enum class LeftOut : std::uint8_t {
  first_of_bout,
  last_of_bout,
  gap,
  turn,
  gyr_clipped,
  too_long,
  uncalibrated,
  slip,
  unmeasured,  ///< the row has no stride length
};
inline constexpr int kLeftOutReasons = 9;

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

  // Length, time and variability: without the first and last stride of a bout and without rows that are not `used`.
  // The range is that of the median (see Distribution); a bin is a 1024th of it.
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
  std::array<std::uint32_t, 5> roll_faults{};  ///< by RollFault
  std::uint32_t smooth_rolls = 0;              ///< of `smooth_judged`
  std::uint32_t smooth_judged = 0;
  std::array<std::uint32_t, 3> last_parts{};   ///< by LastPart
  std::array<std::uint32_t, 3> overstrides{};  ///< by Overstride, every row that could be judged

  Real distance_m = 0;  ///< sum of the lengths that no gap or clipping spoilt
  Real time_s = 0;      ///< sum of stride times (of a first stride: rest to rest)
  std::uint32_t rows_without_distance = 0;

  RunningMean stride_length_sd_m;  ///< mean of the filter's own standard deviations
  RunningMean strike_angle_sd_rad;
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

/// Many strides -> means, variability, contact pattern, learning curve, and what was left out and why.
///
/// Forward and backward walking are never averaged together. A stride is the last of its bout when the next one of its
/// foot belongs to another bout or finish() comes: so the newest stride of a foot waits before it is counted in length
/// and time. Fixed memory (about 0.5 MB, nearly all histograms), no allocation.
class SessionSummary {
 public:
  static constexpr int kMinutes = 240;  ///< longer sessions: the minutes after these have no learning curve

  void push(const Contact& contact);
  void push(const Withdrawn& withdrawn);
  void push(const Stride& stride);
  void push(const Alert& alert);

  /// No more strides: the waiting ones are the last of their bout.
  void finish();

  const WalkStats& walk(Foot foot, Direction direction) const {
    return feet_[static_cast<std::size_t>(index(foot))].walks[static_cast<std::size_t>(direction)];
  }
  const MinuteStats& minute(Foot foot, int minute) const {
    return feet_[static_cast<std::size_t>(index(foot))].minutes[static_cast<std::size_t>(minute)];
  }
  const ProvisionalStats& provisional(Foot foot) const {
    return feet_[static_cast<std::size_t>(index(foot))].provisional;
  }
  std::uint32_t left_out(Foot foot, LeftOut why) const {
    return feet_[static_cast<std::size_t>(index(foot))].left_out[static_cast<std::size_t>(why)];
  }
  std::uint32_t alerts(Foot foot, AlertKind kind) const {
    return feet_[static_cast<std::size_t>(index(foot))].alerts[static_cast<std::size_t>(kind)];
  }
  std::uint32_t rows(Foot foot) const;

  /// Minutes of the session that have begun, at most kMinutes.
  int minutes() const { return minutes_; }

  /// Distance and time walked in one direction: both feet go the same way, so the mean of the feet that have rows.
  Real distance_m(Direction direction) const;
  Real time_s(Direction direction) const;

 private:
  struct PerFoot {
    std::array<WalkStats, 6> walks;  // by Direction
    std::array<MinuteStats, kMinutes> minutes;
    std::array<std::uint32_t, kLeftOutReasons> left_out{};
    std::array<std::uint32_t, 5> alerts{};  // by AlertKind
    ProvisionalStats provisional;
    std::optional<ContactClass> told;  // the provisional class that waits for its stride
    std::optional<Stride> waiting;     // not known yet whether it is the last of its bout
    bool waiting_is_first = false;
  };

  PerFoot& of(Foot foot) { return feet_[static_cast<std::size_t>(index(foot))]; }
  void count_length_and_time(PerFoot& foot, bool last_of_bout);
  void count_minute(PerFoot& foot, const Stride& stride);
  Real mean_of_feet(Direction direction, Real WalkStats::*sum) const;

  std::array<PerFoot, 2> feet_;
  std::optional<std::int64_t> begin_us_;
  int minutes_ = 0;
};

}  // namespace backstep
