#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "dsp/clock/clock_map.h"

namespace backstep {

/// A question for the time and its answer. The true session time of `received_us` is not before `asked_us`, and that of
/// `answered_us` not after `heard_us`, however long the two ways took.
struct TimeExchange {
  std::int64_t asked_us = 0;      ///< session time, before the question left
  std::uint32_t received_us = 0;  ///< device clock at its receipt
  std::uint32_t answered_us = 0;  ///< device clock when the answer left
  std::int64_t heard_us = 0;      ///< session time when it was heard
};

/// Settings of ClockFit.
struct ClockFitConfig {
  /// No shoe's crystal and no computer's are further apart than this: +-100 ppm and +-50 ppm, and something for cold.
  double max_rate_ppm = 200;
  /// A rate measured over so long weighs as much as none at all (0 ppm); over thrice as long, nine times as much.
  double rate_time_s = 15;
  /// What was wrong is made good at this rate: it lengthens a stride of 1.4 m by 0.7 mm.
  double max_correction_ppm = 500;
  /// A fit this far from where the segments have come to is no error of the fit: the device clock was set.
  std::int64_t jump_us = 20'000;
};

/// Finds the way from one shoe's clock to session time while packets arrive, from nothing but bounds: a packet cannot
/// arrive before its last sample was taken, a question cannot be received before it was asked.
///
/// Delay is one-sided, so the fit looks at extremes, not means. Of the last two minutes it keeps the tightest bound on
/// either side in every second. Rate: the line below all arrivals that is closest to them on the whole (lower_edge.h),
/// drawn towards 0 while it stands on few seconds. Offset: the middle of what
/// the bounds of both sides leave, as if the least delays there and back were the same (as in NTP, RFC 5905 section 8);
/// half of what they leave is the uncertainty. Without an exchange it is the upper bound, the least delay taken for
/// none.
///
/// Bounds that contradict each other, a device time that goes back, or a fit that is off by more than `jump_us` mean
/// that the device clock was set: the fit begins anew.
///
/// Causal: a segment depends on what came before it. A value; fixed memory (28 KiB, ClockMap's included), O(seconds
/// kept) once a second.
class ClockFit {
 public:
  /// `rate_hz`: nominal, of the samples in packets.
  explicit ClockFit(double rate_hz, const ClockFitConfig& config = {});

  void push(const TimeExchange& exchange);

  /// A packet that is newer than all before: device clock at its first sample, the number of its samples, session time
  /// of its arrival; `follows`: it has the next number. Answers with the segment that begins with it, if one does: with
  /// the first packet, and then about once a second.
  std::optional<ClockSegment> push_packet(std::uint32_t first_us, std::size_t samples, bool follows,
                                          std::int64_t arrival_us);

  /// The shoe has restarted: what is known about its clock is void.
  void restart();

  /// Goes on from the last segment of an earlier session: the next one begins where it has come to.
  void resume(const ClockSegment& last);

  /// Half of what the bounds leave, over the last two minutes; empty without an exchange.
  std::optional<std::int64_t> uncertainty_us() const;

  /// From the last sample of the packet that came last to its arrival, by the present fit; empty before the first.
  std::optional<std::int64_t> delay_us() const { return delay_us_; }

 private:
  static constexpr std::size_t kSeconds = 128;

  /// A device time and the session time that bounds it.
  struct Bound {
    std::int64_t device_us = 0, session_us = 0;
    std::int64_t offset_us() const { return session_us - device_us; }
  };
  /// The tightest bounds of one second of device time.
  struct Second {
    std::int64_t number = 0;
    std::optional<Bound> upper, lower;
  };
  struct Line {
    double rate_ppm = 0;
    std::int64_t session_us = 0;  ///< at the device time asked for
  };

  std::int64_t unwrapped(std::uint32_t low, std::int64_t near_us) const;
  Second& second_of(std::int64_t device_us);
  void add_upper(const Bound& bound);
  void add_lower(const Bound& bound);
  double rate_ppm() const;
  /// The tightest bounds on session time at `device_us`, for clocks that differ by `rate_ppm`.
  struct Bounds {
    std::optional<double> upper_us, lower_us;  ///< minus `device_us`
  };
  Bounds bounds(std::int64_t device_us, double rate_ppm) const;
  std::optional<Line> fit(std::int64_t device_us) const;
  ClockSegment begin_segment(std::int64_t device_us, const Line& line) const;

  ClockFitConfig config_;
  double interval_us_, nominal_interval_us_;
  std::array<Second, kSeconds> seconds_{};
  std::size_t used_ = 0;  ///< seconds, the oldest first
  ClockMap map_;
  std::optional<Bound> reference_;  ///< a recent pair, to unwrap by
  std::optional<std::int64_t> last_first_us_;
  std::size_t last_samples_ = 0;
  std::optional<std::int64_t> delay_us_, last_session_us_;  ///< of the last sample of the packet that came last
  bool set_ = false;  ///< the device clock was started or set since the last segment
};

}  // namespace backstep
