#include "dsp/stride/event_finder.h"

#include <algorithm>

namespace backstep {
namespace {

std::int64_t crossing_us(const FootPoint& a, const FootPoint& b, Real level) {
  const Real rise = b.slower_mps - a.slower_mps;
  const Real share = rise == 0 ? Real(0.5) : std::clamp((level - a.slower_mps) / rise, Real(0), Real(1));
  return a.t_us + static_cast<std::int64_t>(share * static_cast<Real>(b.t_us - a.t_us));
}

Real between(const FootPoint& a, const FootPoint& b, std::int64_t t_us, Real FootPoint::*field) {
  const auto span = static_cast<Real>(b.t_us - a.t_us);
  const Real share = span > 0 ? static_cast<Real>(t_us - a.t_us) / span : Real(0);
  return a.*field + (b.*field - a.*field) * share;
}

}  // namespace

std::optional<StrideEvents> find_events(const SwingSmoother& swing, const FootMotion& foot, const SampleRing& ring,
                                        const EventConfig& config) {
  StrideEvents e;
  std::int64_t peak_index = swing.begin();
  swing.visit([&](const MotionPoint& m) {
    const FootPoint p = foot.at(m);
    if (m.index == swing.begin()) {
      e.flat_before_rad = p.pitch_rad;
    }
    e.flat_after_rad = p.pitch_rad;
    if (p.slower_mps > e.peak_mps) {
      e.peak_mps = p.slower_mps;
      peak_index = m.index;
    }
  });
  if (swing.moving_start()) {
    e.flat_before_rad = e.flat_after_rad;  // no rest there to be zero at
  }
  if (e.peak_mps < config.min_speed_mps) {
    return std::nullopt;
  }

  const Real level = config.lift_share * e.peak_mps;
  bool ic_found = false;
  FootPoint before;
  std::int64_t last_moving = swing.begin();
  Real rise_sign = 0;
  swing.visit([&](const MotionPoint& m) {
    const FootPoint p = foot.at(m);
    const Real pitch = p.pitch_rad - (m.index <= peak_index ? e.flat_before_rad : e.flat_after_rad);
    e.toe_down_rad = std::max(e.toe_down_rad, -pitch);
    e.toe_up_rad = std::max(e.toe_up_rad, pitch);
    if (m.index == swing.begin()) {
      e.t_tc_us = p.t_us;
    } else if (m.index <= peak_index) {
      if (before.slower_mps < level && p.slower_mps >= level) {
        e.t_tc_us = crossing_us(before, p, level);
        e.tc_pitch_rad = between(before, p, e.t_tc_us, &FootPoint::pitch_rad) - e.flat_before_rad;
      }
      // The rise that leads to lift-off: from the last time the foot was flat.
      if (std::abs(pitch) < config.rise_rad) {
        rise_sign = 0;
      } else if (rise_sign == 0) {
        rise_sign = pitch;
        e.t_fr_us = p.t_us;
      }
    } else if (!ic_found && p.slower_mps < level) {
      ic_found = true;
      e.t_ic_us = crossing_us(before, p, level);
      e.ic_index = p.index;
      e.ic_pitch_rad = between(before, p, e.t_ic_us, &FootPoint::pitch_rad) - e.flat_after_rad;
      e.ic_rate_radps = between(before, p, e.t_ic_us, &FootPoint::pitch_rate_radps);
    }
    if (p.rate_radps > config.still_radps) {
      last_moving = m.index;
    }
    before = p;
  });
  if (!ic_found || static_cast<Real>(e.t_ic_us - e.t_tc_us) * Real(1e-6) < config.min_swing_s) {
    return std::nullopt;
  }
  if (e.t_fr_us && *e.t_fr_us > e.t_tc_us) {
    e.t_fr_us.reset();  // it lifted flat
  }
  e.ff_index = std::max(std::min(last_moving + 1, swing.end()), e.ic_index);
  e.t_ff_us = std::max(ring[e.ff_index].t_us, e.t_ic_us);
  std::int64_t start = swing.begin();
  while (start < swing.end() && ring[start + 1].t_us < e.t_tc_us && ring[start + 1].quick_radps < config.still_radps) {
    ++start;
  }
  e.t_start_us = ring[start].t_us;
  return e;
}

}  // namespace backstep
