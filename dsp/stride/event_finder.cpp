#include "dsp/stride/event_finder.h"

#include <algorithm>
#include <cmath>

#include "dsp/stride/lift_off.h"

namespace backstep {
namespace {

Real share_of(Real a, Real b, Real level) {
  return a == b ? Real(0.5) : std::clamp((level - a) / (b - a), Real(0), Real(1));
}

/// The slower part's speed at an instant.
struct Speed {
  std::int64_t t_us = 0;
  Real mps = 0;
};

/// When it passed `level` between two samples.
std::int64_t crossing_us(const Speed& a, const Speed& b, Real level) {
  return a.t_us + static_cast<std::int64_t>(share_of(a.mps, b.mps, level) * static_cast<Real>(b.t_us - a.t_us));
}

/// The fastest instant, and the pitch of both rests.
struct Peak {
  std::int64_t index = 0;
  Real speed_mps = 0, first_pitch_rad = 0, last_pitch_rad = 0;
};

Peak find_peak(const SwingSmoother& swing, const FootMotion& foot) {
  Peak peak;
  peak.first_pitch_rad = pitch_of(swing.start_attitude(), foot.x_axis_sensor());
  peak.last_pitch_rad = pitch_of(swing.end_attitude(), foot.x_axis_sensor());
  swing.visit([&](const MotionPoint& m) {
    const Real mps = foot.slower_mps(m);
    if (mps > peak.speed_mps) {
      peak.speed_mps = mps;
      peak.index = m.index;
    }
  });
  return peak;
}

/// Where the slower part passed the levels: up for the last time before the peak, down for the first time after it.
struct Crossings {
  TakeUp lift;
  std::int64_t land_us = -1;
  std::int64_t near_index = -1, land_index = -1, still_index = -1;  // first below near, land, still; -1 = never
};

Crossings find_crossings(const SwingSmoother& swing, const FootMotion& foot, const Peak& peak, const EventConfig& c) {
  Crossings x;
  Speed before;
  bool has_lifted = false;
  const Real lift = c.lift_share * peak.speed_mps, land = c.land_share * peak.speed_mps;
  swing.visit([&](const MotionPoint& m) {
    const Speed now{m.t_us, foot.slower_mps(m)};
    if (m.index == swing.begin()) {
      x.lift = {now.t_us, now.t_us};
    } else if (m.index <= peak.index) {
      const bool halfway = before.mps < lift / 2 && now.mps >= lift / 2, whole = before.mps < lift && now.mps >= lift;
      // In a short slow step a part may be slow once more, in the air.
      const bool hovers = (halfway || whole) && has_lifted && !swing.moving_start() &&
                          foot.slower_rise_m(m, swing.start_attitude()) > c.hover_m;
      if (halfway && !hovers) {
        x.lift.half_us = crossing_us(before, now, lift / 2);
      }
      if (whole && !hovers) {
        has_lifted = true;
        x.lift.full_us = crossing_us(before, now, lift);
        x.lift.pitch_rad = foot.at(m).pitch_rad;
      }
    } else {
      if (x.near_index < 0 && now.mps < c.shock.near_share * peak.speed_mps) {
        x.near_index = m.index;
      }
      if (x.land_index < 0 && now.mps < land) {
        x.land_index = m.index;
        x.land_us = x.lift.land_us = crossing_us(before, now, land);
      }
      if (x.still_index < 0 && now.mps < c.still_share * peak.speed_mps) {
        x.still_index = m.index;
      }
    }
    before = now;
  });
  return x;
}

/// The onset of the contact's shock, where there is one that stands out.
std::optional<std::int64_t> shock_onset_us(const SampleRing& ring, const SwingSmoother& swing, const Crossings& x,
                                           const EventConfig& c) {
  const std::int64_t near = std::max(swing.begin() + 1, x.near_index - 1);
  // A foot that comes down softly is slow before it touches.
  std::int64_t to = x.still_index < 0 ? swing.end() : x.still_index;
  while (to < swing.end() && seconds(ring[to + 1].t_us - ring[x.still_index].t_us) < c.after_still_s) {
    ++to;
  }
  // What is older than this is forgotten.
  std::int64_t from = near;
  while (from > swing.begin() + 1 && seconds(ring[near].t_us - ring[from].t_us) < 4 * c.shock.usual_s) {
    --from;
  }
  ContactShock shock(c.shock);
  std::int64_t onset = 0;
  for (std::int64_t i = from; i <= to; ++i) {
    const Real interval_s = seconds(ring[i].t_us - ring[i - 1].t_us);
    const Real jerk_mps3 = (ring[i].acc_mps2 - ring[i - 1].acc_mps2).norm() / interval_s;
    if (shock.push(jerk_mps3, interval_s, i >= near)) {
      onset = i;
    }
  }
  if (!shock.found()) {
    return std::nullopt;
  }
  const Real interval_us = static_cast<Real>(ring[onset].t_us - ring[onset - 1].t_us);
  return ring[onset - 1].t_us + static_cast<std::int64_t>(shock.share() * interval_us);
}

/// Everything that is read off the foot once the instants are known.
void read_angles(const SwingSmoother& swing, const FootMotion& foot, const Peak& peak, const EventConfig& c,
                 StrideEvents& e) {
  FootPoint before;
  Real rise = 0;
  std::int64_t last_moving = swing.begin(), steepest_us = e.t_swing_us;
  const auto at = [&](std::int64_t t_us, const FootPoint& a, const FootPoint& b, Real FootPoint::*field) {
    const Real share = seconds(t_us - a.t_us) / seconds(b.t_us - a.t_us);
    return a.*field + (b.*field - a.*field) * share;
  };
  swing.visit([&](const MotionPoint& m) {
    const FootPoint p = foot.at(m);
    const Real pitch = p.pitch_rad - (m.index <= peak.index ? e.flat_before_rad : e.flat_after_rad);
    if (std::abs(pitch) > std::max(e.toe_down_rad, e.toe_up_rad)) {
      steepest_us = m.t_us;
    }
    e.toe_down_rad = std::max(e.toe_down_rad, -pitch);
    e.toe_up_rad = std::max(e.toe_up_rad, pitch);
    if (m.index == swing.begin()) {
      e.ic_index = m.index;  // a recording may begin with a contact
      e.ic_pitch_rad = p.pitch_rad - e.flat_after_rad;
      e.ic_rate_radps = p.pitch_rate_radps;
    } else {
      if (before.t_us < e.t_tc_us && e.t_tc_us <= p.t_us) {
        e.tc_pitch_rad = at(e.t_tc_us, before, p, &FootPoint::pitch_rad) - e.flat_before_rad;
      }
      if (before.t_us < e.t_ic_us && e.t_ic_us <= p.t_us) {
        e.ic_index = m.index;
        e.ic_pitch_rad = at(e.t_ic_us, before, p, &FootPoint::pitch_rad) - e.flat_after_rad;
        e.ic_rate_radps = at(e.t_ic_us, before, p, &FootPoint::pitch_rate_radps);
      }
    }
    // The rise that leads to lift-off: from the last time the foot was flat.
    if (p.t_us <= e.t_tc_us) {
      if (std::abs(pitch) < c.flat_rad) {
        rise = 0;
        e.t_fr_us.reset();
      } else if (rise == 0) {
        rise = pitch;
        e.t_fr_us = p.t_us;
      }
    }
    if (std::abs(p.pitch_rad - e.flat_after_rad) > c.flat_rad) {
      last_moving = m.index;
    }
    before = p;
  });
  if (e.t_ic_us > e.t_swing_us) {
    e.steepest_share = seconds(steepest_us - e.t_swing_us) / seconds(e.t_ic_us - e.t_swing_us);
  }
  e.ff_index = std::max(std::min(last_moving + 1, swing.end()), e.ic_index);
}

/// The hole in the samples near the landing, if there is one before `t_us`: the index of the sample after it.
std::optional<std::int64_t> hole_before(const SampleRing& ring, const SwingSmoother& swing, std::int64_t near,
                                        std::int64_t t_us) {
  for (std::int64_t i = std::max(swing.begin() + 1, near); i <= swing.end() && ring[i - 1].t_us < t_us; ++i) {
    if (ring.after_gap(i)) {
      return i;
    }
  }
  return std::nullopt;
}

/// Initial contact, and the angles that depend on it. Coming in: t_ic_us as the shock or, without, the slow-down has
/// it.
void find_landing(const SwingSmoother& swing, const FootMotion& foot, const SampleRing& ring, const Peak& peak,
                  const Crossings& x, const EventConfig& config, StrideEvents& e) {
  const StrideEvents timed = e;
  read_angles(swing, foot, peak, config, e);
  std::optional<SoftLanding> soft;
  if (!e.ic_shock || std::abs(e.ic_pitch_rad) < kSoftLanding.last_part_rad) {
    const Descent descent{peak.index, peak.speed_mps, e.flat_after_rad, ring[e.ff_index].t_us};
    soft = find_soft_landing(swing, foot, descent, kSoftLanding);
  }
  // The part that lands last may have the harder blow, but then the foot is flat. A foot that turns to flat fast has
  // likely touched already.
  const bool falls = std::abs(e.ic_rate_radps) > kSoftLanding.fall_radps &&
                     (e.ic_rate_radps * e.ic_pitch_rad < 0 || std::abs(e.ic_pitch_rad) < kSoftLanding.flat_rad);
  const Real share = !soft ? Real(0)
                     : e.ic_shock
                         ? last_part_share(seconds(e.t_ic_us - soft->t_ic_us), soft->t_sd_s, falls, kSoftLanding)
                         : soft->share;
  if (share > 0) {
    const StrideEvents told = e;
    e = timed;
    e.shock_share = told.ic_shock ? 1 - share : Real(0);
    e.ic_shock = e.shock_share > Real(0.5);
    e.soft = soft;
    const Real later_s = seconds(soft->t_ic_us - told.t_ic_us);
    e.t_ic_us = told.t_ic_us + static_cast<std::int64_t>(share * later_s * Real(1e6));
    read_angles(swing, foot, peak, config, e);
    const Real steeper_rad = soft->pitch_rad - e.flat_after_rad - told.ic_pitch_rad;
    e.ic_pitch_rad = told.ic_pitch_rad + share * steeper_rad;
    const Real own = told.ic_shock ? std::sqrt(share) : Real(1), between = std::sqrt(share * (1 - share));
    e.soft->t_sd_s = std::hypot(own * soft->t_sd_s, between * later_s);
    e.soft->pitch_sd_rad = std::hypot(own * soft->pitch_sd_rad, between * steeper_rad);
  }
  if (e.ic_shock && falls && std::abs(e.ic_pitch_rad) < kSoftLanding.part_rad) {
    e.soft = SoftLanding{.t_sd_s = kSoftLanding.fall_sd_s,
                         .pitch_sd_rad = kSoftLanding.fall_sd_s * std::abs(e.ic_rate_radps)};
  }
  // The contact may as well be among the samples that were lost.
  if (const auto hole = hole_before(ring, swing, x.near_index, e.t_ic_us)) {
    const StrideEvents seen = e;
    e = timed;
    e.ic_shock = false;
    e.shock_share = 0;
    e.t_ic_us = (ring[*hole - 1].t_us + ring[*hole].t_us) / 2;
    read_angles(swing, foot, peak, config, e);
    const Real later_s = seconds(seen.t_ic_us - e.t_ic_us), flatter_rad = seen.ic_pitch_rad - e.ic_pitch_rad;
    const Real hole_s = seconds(ring[*hole].t_us - ring[*hole - 1].t_us);
    const Real spread_s = std::hypot(later_s / 2, hole_s / std::sqrt(Real(12)));
    e.soft = SoftLanding{};
    e.soft->t_sd_s = std::hypot(seen.soft ? seen.soft->t_sd_s : Real(0), spread_s);
    e.soft->pitch_sd_rad = std::hypot(seen.soft ? seen.soft->pitch_sd_rad : Real(0),
                                      std::hypot(flatter_rad / 2, kSoftLanding.hidden_radps * hole_s));
    const Real steeper_rad = e.ic_pitch_rad;
    e.t_ic_us += (seen.t_ic_us - e.t_ic_us) / 2;
    read_angles(swing, foot, peak, config, e);
    e.ic_pitch_rad = (seen.ic_pitch_rad + steeper_rad) / 2;
  }
}

}  // namespace

std::optional<StrideEvents> find_events(const SwingSmoother& swing, const FootMotion& foot, const SampleRing& ring,
                                        bool toes_known, const EventConfig& config) {
  const Peak peak = find_peak(swing, foot);
  if (peak.speed_mps < config.min_speed_mps) {
    return std::nullopt;
  }
  const Crossings x = find_crossings(swing, foot, peak, config);
  if (x.land_index < 0) {
    return std::nullopt;
  }
  StrideEvents e;
  e.flat_after_rad = peak.last_pitch_rad;
  // A recording that begins within a swing has no rest there to be zero at.
  e.flat_before_rad = swing.moving_start() ? peak.last_pitch_rad : peak.first_pitch_rad;
  const auto flat_rad = toes_known ? std::optional(e.flat_before_rad) : std::nullopt;
  const LiftOff lift_off =
      swing.moving_start() ? LiftOff{x.lift.full_us} : find_lift_off(swing, foot, flat_rad, x.lift, kLiftOff);
  e.t_tc_us = std::max(lift_off.t_tc_us, ring[swing.begin()].t_us);
  e.t_tc_sd_s = lift_off.t_sd_s;
  e.t_swing_us = x.lift.full_us;
  e.t_slow_us = x.land_us;
  const auto shock_us = shock_onset_us(ring, swing, x, config);
  e.ic_shock = shock_us.has_value();
  e.shock_share = e.ic_shock ? Real(1) : Real(0);
  e.t_ic_us = shock_us.value_or(x.land_us);
  if (!swing.moving_start() && seconds(e.t_ic_us - e.t_swing_us) < config.min_swing_s) {
    return std::nullopt;
  }
  find_landing(swing, foot, ring, peak, x, config, e);
  if (e.t_tc_us >= e.t_ic_us) {
    // A contact found earlier than where the foot was slow.
    e.t_tc_sd_s = std::hypot(e.t_tc_sd_s, seconds(e.t_tc_us - e.t_ic_us + 1));
    e.t_tc_us = std::max(e.t_ic_us - 1, ring[swing.begin()].t_us);
  }
  e.t_ff_us = std::max(ring[e.ff_index].t_us, e.t_ic_us);
  std::int64_t start = swing.begin();
  while (start < swing.end() && ring[start + 1].t_us < e.t_swing_us &&
         ring[start + 1].quick_radps < config.still_radps) {
    ++start;
  }
  e.t_start_us = ring[start].t_us;
  return e;
}

Real landing_pitch_sd_rad(const StrideEvents& e, Real shock_sd_s, Real landing_sd_s) {
  if (!e.soft) {
    return std::abs(e.ic_rate_radps) * (e.ic_shock ? shock_sd_s : landing_sd_s);
  }
  return std::hypot(e.soft->pitch_sd_rad, std::sqrt(e.shock_share) * e.ic_rate_radps * shock_sd_s);
}

std::optional<StrideEvents> find_landing_so_far(const SwingSmoother& swing, const FootMotion& foot,
                                                const SampleRing& ring, Real flat_rad, const EventConfig& config) {
  const Peak peak = find_peak(swing, foot);
  const Crossings x = find_crossings(swing, foot, peak, config);
  if (x.land_index < 0) {
    return std::nullopt;
  }
  StrideEvents e;
  e.flat_before_rad = e.flat_after_rad = flat_rad;
  e.t_tc_us = e.t_swing_us = x.lift.full_us;
  const auto shock_us = shock_onset_us(ring, swing, x, config);
  e.ic_shock = shock_us.has_value();
  e.shock_share = e.ic_shock ? Real(1) : Real(0);
  e.t_ic_us = shock_us.value_or(x.land_us);
  find_landing(swing, foot, ring, peak, x, config, e);
  return e;
}

}  // namespace backstep
