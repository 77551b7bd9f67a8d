#include "dsp/contact/roll.h"

#include <algorithm>
#include <cmath>

#include "dsp/base/moving_mean.h"

namespace backstep {
namespace {

Real seconds(std::int64_t us) { return static_cast<Real>(us) * Real(1e-6); }

bool in_band(const Roll& r, Real stance_s, const RollConfig& c) {
  return r.time_s >= c.abrupt_share * stance_s && r.time_s <= c.hesitant_share * stance_s;
}

}  // namespace

Roll measure_roll(const SwingSmoother& swing, const FootMotion& foot, const StrideEvents& events,
                  const RollConfig& config) {
  Roll r;
  r.time_s = seconds(events.t_ff_us - events.t_ic_us);
  r.amplitude_rad = -events.ic_pitch_rad;
  const Real towards_flat = r.amplitude_rad >= 0 ? Real(1) : Real(-1);
  const Real interval_s =
      swing.duration_s() / static_cast<Real>(std::max<std::int64_t>(1, swing.end() - swing.begin()));
  const auto half = static_cast<std::int64_t>(std::lround(config.smoothing_s / 2 / interval_s));
  MovingMean<32> smooth(static_cast<std::size_t>(2 * half + 1));

  Real net = 0, total = 0, sign = 0, landing_sum = 0;
  int landing_count = 0;
  std::int64_t landed_us = events.t_ff_us;
  swing.visit([&](const MotionPoint& m) {
    const FootPoint p = foot.at(m);
    if (p.t_us >= events.t_ic_us && p.t_us < landed_us &&
        std::abs(p.pitch_rad - events.flat_after_rad) < config.landed_rad) {
      landed_us = p.t_us;
    }
  });
  swing.visit([&](const MotionPoint& m) {
    const FootPoint p = foot.at(m);
    const Real rate = (smooth.push(p.pitch_rate_radps), towards_flat * smooth.mean());
    // The centred mean belongs `half` samples back.
    const std::int64_t t_us = m.t_us - static_cast<std::int64_t>(static_cast<Real>(half) * interval_s * Real(1e6));
    if (t_us >= landed_us - static_cast<std::int64_t>(config.slap_window_s * Real(1e6)) && t_us < landed_us &&
        t_us >= events.t_ic_us) {
      landing_sum += rate;
      ++landing_count;
    }
    if (t_us < events.t_ic_us || t_us > events.t_ff_us) {
      return;
    }
    net += rate;
    total += std::abs(rate);
    r.peak_radps = std::max(r.peak_radps, rate);
    if (std::abs(rate) > config.reversal_radps) {
      const Real now = rate > 0 ? Real(1) : Real(-1);
      r.reversals = static_cast<std::uint8_t>(r.reversals + (sign != 0 && now != sign && r.reversals < 255 ? 1 : 0));
      sign = now;
    }
  });
  r.monotonicity = total > 0 ? std::clamp(net / total, Real(0), Real(1)) : Real(1);
  r.landing_radps = landing_count > 0 ? landing_sum / static_cast<Real>(landing_count) : Real(0);
  return r;
}

std::optional<RollFault> roll_fault(const Roll& r, std::optional<Real> stance_s, const RollConfig& c) {
  if (r.reversals >= 2) {
    return RollFault::broken;
  }
  if (stance_s && r.time_s > c.hesitant_share * *stance_s) {
    return RollFault::hesitant;
  }
  if (r.landing_radps > c.slap_share * r.peak_radps) {
    return RollFault::slapping;
  }
  if (!stance_s) {
    return std::nullopt;
  }
  return r.time_s < c.abrupt_share * *stance_s ? RollFault::abrupt : RollFault::none;
}

Real roll_score(const Roll& r, ContactClass contact, Real stance_s, const RollConfig& c) {
  const Real contact_part = contact == ContactClass::ball_first ? Real(1)
                            : contact == ContactClass::flat     ? Real(0.5)
                                                                : 0;
  const Real time_part = in_band(r, stance_s, c) ? Real(1) : Real(0);
  const Real monotone_part = std::clamp(
      (r.monotonicity - c.poor_monotonicity) / (c.smooth_monotonicity - c.poor_monotonicity), Real(0), Real(1));
  const Real steady = r.reversals == 0 ? Real(1) : r.reversals == 1 ? Real(0.5) : Real(0);
  const Real rate_part = r.peak_radps < c.hard_radps ? steady : steady / 2;
  return 40 * contact_part + 20 * time_part + 20 * monotone_part + 20 * rate_part;
}

bool is_smooth_roll(const Roll& r, ContactClass contact, Real stance_s, const RollConfig& c) {
  return contact == ContactClass::ball_first && r.monotonicity >= c.smooth_monotonicity && r.reversals == 0 &&
         in_band(r, stance_s, c);
}

}  // namespace backstep
