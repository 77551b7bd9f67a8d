#include "dsp/contact/roll.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace backstep {
namespace {

/// The roll as a table: what is left to flat, and how fast it shrinks; evenly in time, from half a smoothing before
/// initial contact until as much after foot flat. A roll too long for it keeps every second or third sample.
class RollTrace {
 public:
  RollTrace(const SwingSmoother& swing, const FootMotion& foot, const StrideEvents& events, const RollConfig& config) {
    const Real towards = events.ic_pitch_rad <= 0 ? Real(1) : Real(-1);
    const Real sample_s =
        swing.duration_s() / static_cast<Real>(std::max<std::int64_t>(1, swing.end() - swing.begin()));
    const auto margin = static_cast<std::int64_t>(std::ceil(config.smoothing_s / 2 / sample_s));
    const std::int64_t from = std::max(swing.begin(), events.ic_index - margin);
    const std::int64_t to = std::min(swing.end(), events.ff_index + margin);
    const std::int64_t keep_every = (to - from) / static_cast<std::int64_t>(points_.size()) + 1;
    swing.visit([&](const MotionPoint& m) {
      if (m.index < from || m.index > to || (m.index - from) % keep_every != 0) {
        return;
      }
      const FootPoint p = foot.at(m);
      since_ic_s_ = size_ == 0 ? seconds(m.t_us - events.t_ic_us) : since_ic_s_;
      points_[static_cast<std::size_t>(size_)] = {towards * (events.flat_after_rad - p.pitch_rad),
                                                  towards * p.pitch_rate_radps};
      begin_ += m.index < events.ic_index ? 1 : 0;
      end_ += m.index <= events.ff_index ? 1 : 0;
      ++size_;
    });
    interval_s_ = sample_s * static_cast<Real>(keep_every);
    down_ = first_below(config.down_rad);
  }

  int begin() const { return begin_; }  ///< first at or after initial contact
  int end() const { return end_; }      ///< behind foot flat
  int down() const { return down_; }    ///< first with the other part down for good
  Real interval_s() const { return interval_s_; }
  Real left_rad(int i) const { return at(i).left_rad; }

  /// From initial contact until no more than this is left for good, between two points.
  Real until_s(Real left_rad) const {
    const int below = first_below(left_rad);
    if (below == begin_ || below >= size_) {
      return std::max(Real(0), since_ic_s_ + static_cast<Real>(below) * interval_s_);
    }
    const Real before = at(below - 1).left_rad, after = at(below).left_rad;
    const Real share = before > after ? std::clamp((before - left_rad) / (before - after), Real(0), Real(1)) : Real(1);
    return since_ic_s_ + (static_cast<Real>(below - 1) + share) * interval_s_;
  }

  /// Centred mean of the rate towards flat, over `2 * half + 1` points as far as there are.
  Real rate_radps(int i, int half) const {
    const int first = std::max(0, i - half), last = std::min(size_ - 1, i + half);
    Real sum = 0;
    for (int k = first; k <= last; ++k) {
      sum += at(k).rate_radps;
    }
    return sum / static_cast<Real>(last - first + 1);
  }

 private:
  struct Point {
    Real left_rad = 0, rate_radps = 0;
  };
  const Point& at(int i) const { return points_[static_cast<std::size_t>(i)]; }
  int first_below(Real left_rad) const {
    int first = begin_;
    for (int i = begin_; i < end_; ++i) {
      first = at(i).left_rad > left_rad ? i + 1 : first;
    }
    return first;
  }

  std::array<Point, 256> points_;  // 1.2 s at 208 Hz
  int size_ = 0, begin_ = 0, end_ = 0, down_ = 0;
  Real interval_s_ = 1, since_ic_s_ = 0;
};

/// Less than this left may be the shoe that settles on the heel.
Real settling_rad(const Roll& r, const RollConfig& c) {
  return std::max(c.down_rad, std::min(c.settling_rad, c.settling_share * std::abs(r.amplitude_rad)));
}

/// What the low-passed rate tells.
void measure_rate(const RollTrace& trace, const RollConfig& c, Roll& r) {
  const int half = static_cast<int>(std::lround(c.smoothing_s / 2 / trace.interval_s()));
  Real net = 0, total = 0, sign = 0;
  for (int i = trace.begin(); i < trace.end(); ++i) {
    const Real rate = trace.rate_radps(i, half);
    net += rate;
    total += std::abs(rate);
    r.peak_radps = std::max(r.peak_radps, rate);
    if (i < trace.down() && std::abs(rate) > c.reversal_radps) {
      const Real now = rate > 0 ? Real(1) : Real(-1);
      r.reversals = static_cast<std::uint8_t>(r.reversals + (sign != 0 && now != sign && r.reversals < 255 ? 1 : 0));
      sign = now;
    }
  }
  r.monotonicity = total > 0 ? std::clamp(net / total, Real(0), Real(1)) : Real(1);

  // A foot that is steepest just before it lands does not rotate there either: it is held only once it has begun.
  const Real slow = std::max(c.reversal_radps, c.held_rate_share * r.peak_radps);
  const Real begun_rad = trace.left_rad(trace.begin()) - c.down_rad;
  int held = 0;
  for (int i = trace.begin(); i < trace.down(); ++i) {
    const bool still = trace.left_rad(i) < begun_rad && trace.left_rad(i) > settling_rad(r, c) &&
                       std::abs(trace.rate_radps(i, half)) < slow;
    held = still ? held + 1 : 0;
    r.course.held_s = std::max(r.course.held_s, static_cast<Real>(held) * trace.interval_s());
  }
}

/// How the other part comes down: over windows short against the way.
void measure_landing(const RollTrace& trace, const RollConfig& c, Roll& r) {
  const int way = trace.down() - trace.begin();
  const int half = std::min(static_cast<int>(std::lround(c.landing_s / 2 / trace.interval_s())), way / 6);
  Real fastest = 0;
  for (int i = trace.begin() + half; i + half < trace.down(); ++i) {
    fastest = std::max(fastest, trace.rate_radps(i, half));
  }
  if (way > 0) {
    r.touch_radps = trace.rate_radps(trace.down() - 1 - half, half);
  }
  r.course.landing_share = fastest > 0 ? r.touch_radps.value_or(0) / fastest : Real(0);
}

bool is_hesitant(const Roll& r, std::optional<Real> stance_s, const RollConfig& c) {
  return r.course.held_s > c.held_s || (stance_s && r.mostly_s > c.hesitant_share * *stance_s);
}

bool is_unbraked(const Roll& r, const RollConfig& c) { return r.course.landing_share > c.unbraked_share; }

bool is_driven(const Roll& r, const RollConfig& c) {
  const Real way_rad = std::max(Real(0), std::abs(r.amplitude_rad) - c.down_rad);
  return r.course.down_s < c.driven_share * std::sqrt(2 * way_rad / c.fall_radps2);
}

}  // namespace

Roll measure_roll(const SwingSmoother& swing, const FootMotion& foot, const StrideEvents& events,
                  const RollConfig& config) {
  Roll r;
  r.time_s = seconds(events.t_ff_us - events.t_ic_us);
  r.amplitude_rad = -events.ic_pitch_rad;
  const RollTrace trace(swing, foot, events, config);
  r.course.down_s = trace.until_s(config.down_rad);
  r.mostly_s = trace.until_s(settling_rad(r, config));
  measure_rate(trace, config, r);
  measure_landing(trace, config, r);
  return r;
}

std::optional<RollFault> roll_fault(const Roll& r, std::optional<Real> stance_s, const RollConfig& c) {
  if (std::abs(r.amplitude_rad) < c.least_rad) {
    return RollFault::shallow;
  }
  if (r.reversals >= 2) {
    return RollFault::broken;
  }
  if (is_hesitant(r, stance_s, c)) {
    return RollFault::hesitant;
  }
  if (is_unbraked(r, c)) {
    return is_driven(r, c) ? RollFault::abrupt : RollFault::slapping;
  }
  return stance_s ? std::optional(RollFault::none) : std::nullopt;
}

Real roll_score(const Roll& r, ContactClass contact, Real stance_s, const RollConfig& c) {
  const auto fault = roll_fault(r, stance_s, c);
  const Real contact_part = contact == ContactClass::ball_first ? Real(1)
                            : contact == ContactClass::flat     ? Real(0.5)
                                                                : 0;
  const bool judged = fault != RollFault::shallow;
  const bool untimely = judged && (is_hesitant(r, stance_s, c) || (is_unbraked(r, c) && is_driven(r, c)));
  const Real time_part = untimely ? Real(0) : Real(1);
  const Real monotone_part = std::clamp(
      (r.monotonicity - c.poor_monotonicity) / (c.smooth_monotonicity - c.poor_monotonicity), Real(0), Real(1));
  const Real steady = r.reversals == 0 ? Real(1) : r.reversals == 1 ? Real(0.5) : Real(0);
  const Real rate_part = r.peak_radps < c.hard_radps ? steady : steady / 2;
  const Real score = 40 * contact_part + 20 * time_part + 20 * monotone_part + 20 * rate_part;
  const bool faulty = judged && contact == ContactClass::ball_first && fault != RollFault::none;
  return faulty ? std::min(score, c.most_with_fault) : score;
}

bool is_smooth_roll(const Roll& r, ContactClass contact, Real stance_s, const RollConfig& c) {
  return contact == ContactClass::ball_first && r.monotonicity >= c.smooth_monotonicity && r.reversals == 0 &&
         roll_fault(r, stance_s, c) == RollFault::none;
}

}  // namespace backstep
