#include "dsp/summary/walk_stats.h"

#include <numeric>

namespace backstep {

namespace {

void push_if_known(Distribution& distribution, const std::optional<Real>& x) {
  if (x) {
    distribution.push(*x);
  }
}

template <class E, std::size_t N>
void count(std::array<std::uint32_t, N>& counts, E what) {
  ++counts[static_cast<std::size_t>(what)];
}

/// From which contact a foot rolls as it should: what other contacts do on their way to flat is no such roll.
ContactClass rolls_from(Direction direction) {
  return direction == Direction::backward ? ContactClass::ball_first : ContactClass::heel_first;
}

/// What a stride took: standing before it is none of it.
Real time_of(const Stride& s, StrideKind kind) {
  if (s.stride_time_s && kind != StrideKind::pause) {
    return *s.stride_time_s;
  }
  return s.t_start_us ? Real(s.t_ff_us - *s.t_start_us) * Real(1e-6) : 0;
}

}  // namespace

std::uint32_t WalkStats::rolls_judged() const {
  return std::accumulate(roll_faults.begin(), roll_faults.end(), 0U) - rolls(RollFault::shallow);
}

void count_contact_and_roll(WalkStats& w, const Stride& s) {
  if (s.quality.has(Quality::implausible)) {
    count(w.contacts.of, ContactClass::uncertain);
    return;
  }
  w.t_ic_sd_s.push(s.t_ic_sd_s);
  w.t_tc_sd_s.push(s.t_tc_sd_s);
  count(w.contacts.of, s.contact);
  if (s.last_part) {
    count(w.last_parts, *s.last_part);
  }
  if (s.overstride) {
    count(w.overstrides, *s.overstride);
    if (*s.overstride != Overstride::none) {
      w.overstriding.push(s.step_over_leg);
    }
  }
  if (s.contact == ContactClass::uncertain) {
    return;
  }
  push_if_known(w.strike_angle_rad[static_cast<std::size_t>(s.contact)], s.strike_angle_rad);
  push_if_known(w.toe_out_rad, s.toe_out_rad);
  push_if_known(w.inversion_rad, s.inversion_rad);
  w.strike_angle_sd_rad.push(s.strike_angle_sd_rad);
  if (s.contact == rolls_from(s.direction)) {
    push_if_known(w.heel_touch_radps, s.heel_touch_radps);
    push_if_known(w.roll_time_s, s.roll_time_s);
    push_if_known(w.roll_amplitude_rad, s.roll_amplitude_rad);
    push_if_known(w.roll_peak_radps, s.roll_peak_radps);
    push_if_known(w.roll_monotonicity, s.roll_monotonicity);
  }
  push_if_known(w.roll_score, s.roll_score);
  if (s.roll_fault) {
    count(w.roll_faults, *s.roll_fault);
  }
  if (s.smooth_roll) {
    ++w.smooth_judged;
    w.smooth_rolls += *s.smooth_roll ? 1U : 0U;
  }
}

void count_distance(WalkStats& w, const Stride& s, StrideKind kind) {
  const Real time_s = time_of(s, kind);
  if (knows_length(s)) {
    ++w.rows_with_distance;
    w.distance_m += *s.stride_length_m;
    w.time_s += time_s;
  } else {
    ++w.rows_without_distance;
    w.time_without_distance_s += time_s;
  }
}

void count_length_and_time(WalkStats& w, const Stride& s) {
  ++w.used;
  push_if_known(w.stride_length_m, s.stride_length_m);
  push_if_known(w.stride_time_s, s.stride_time_s);
  push_if_known(w.stance_time_s, s.stance_time_s);
  push_if_known(w.swing_time_s, s.swing_time_s);
  push_if_known(w.step_time_s, s.step_time_s);
  push_if_known(w.double_support_s, s.double_support_s);
  push_if_known(w.initial_double_support_s, s.initial_double_support_s);
  push_if_known(w.stance_pct, pct_of_cycle(s, s.stance_time_s));
  push_if_known(w.swing_pct, pct_of_cycle(s, s.swing_time_s));
  push_if_known(w.double_support_pct, pct_of_cycle(s, s.double_support_s));
  push_if_known(w.walk_ratio, walk_ratio(s));
  push_if_known(w.speed_mps, s.speed_mps);
  push_if_known(w.cadence_spm, s.cadence_spm);
  push_if_known(w.sensor_rise_m, s.sensor_rise_m);
  push_if_known(w.toe_clearance_m, s.toe_clearance_m);
  push_if_known(w.heel_clearance_m, s.heel_clearance_m);
  push_if_known(w.height_m, s.height_m);
  push_if_known(w.lateral_m, s.lateral_m);
  w.stride_length_sd_m.push(s.stride_length_sd_m);
  w.alikeness.push(s.alikeness);
}

}  // namespace backstep
