#pragma once

#include <cstdint>
#include <optional>

#include "dsp/base/ring.h"

namespace backstep {

/// A stretch of the way from a shoe's clock to session time. From `device_us` on, until the next segment:
///
///   session time = session_us + dt * (1 + rate_ppm * 1e-6) + correction_us * min(1, dt / kCorrectionTime_us)
///
/// with dt = device time - device_us. A segment begins where the one before has come to, unless it is `anew`: so
/// samples keep their spacing, and what was found to be wrong is made good within a second, not in a step.
struct ClockSegment {
  static constexpr std::int64_t kCorrectionTime_us = 1'000'000;

  std::int64_t device_us = 0;   ///< unwrapped: its low 32 bits are those on the air
  std::int64_t session_us = 0;  ///< session time at device_us
  double rate_ppm = 0;          ///< session time passes faster than device time by so much
  std::int32_t correction_us = 0;
  /// The true session time is within this of the fit, for sure (ClockFit); empty: nothing bounds it from below.
  std::optional<std::int64_t> uncertainty_us = std::nullopt;
  bool anew = false;  ///< the device clock was started, or set: what came before says nothing about it

  std::uint32_t boot_id = 0;  ///< which start of the shoe the device clock counts from; passed through

  bool operator==(const ClockSegment&) const = default;

  /// Session time of an unwrapped device time, also before device_us (without correction).
  std::int64_t at(std::int64_t device_us) const;
};

/// Numbers that a segment can have: times within 3000 years, rates and corrections that ClockFit may give. Others are
/// errors on the way.
bool is_possible(const ClockSegment& segment);

/// The segments of the last minutes: maps device times of packets that come late, too. A value; fixed memory (16 KiB).
class ClockMap {
 public:
  /// As many as a shoe's resend buffer can reach back, at one segment a second, and a long wait.
  static constexpr std::size_t kSegments = 256;

  /// `segment.device_us` is not before the one of the segment before, unless it is `anew`, which forgets all others.
  void push(const ClockSegment& segment);

  bool empty() const { return count_ == 0; }
  const ClockSegment& newest() const { return segments_[segments_.end() - 1]; }

  /// The device time of which `low` is what goes on the air, on the turn of 2^32 us (71.6 min) that makes its session
  /// time nearest to `near_us`. Not empty; near_us within +-kMaxTime_us.
  std::int64_t unwrapped(std::uint32_t low, std::int64_t near_us) const;

  /// Session time of an unwrapped device time, by the segment that it lies in. Not empty.
  std::int64_t session_us(std::int64_t device_us) const;

 private:
  Ring<ClockSegment, kSegments> segments_;
  std::int64_t count_ = 0;  ///< since the last one that was anew
};

}  // namespace backstep
