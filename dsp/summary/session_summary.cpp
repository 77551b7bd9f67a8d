#include "dsp/summary/session_summary.h"

#include <algorithm>
#include <utility>

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

std::optional<LeftOut> reason_in_row(const Stride& s) {
  constexpr std::pair<Quality, LeftOut> kReasons[] = {{Quality::gap, LeftOut::gap},
                                                      {Quality::turn, LeftOut::turn},
                                                      {Quality::gyr_clipped, LeftOut::gyr_clipped},
                                                      {Quality::too_long, LeftOut::too_long},
                                                      {Quality::uncalibrated, LeftOut::uncalibrated},
                                                      {Quality::slip, LeftOut::slip}};
  if (!s.used) {
    for (const auto& [quality, why] : kReasons) {
      if (s.quality.has(quality)) {
        return why;
      }
    }
    return LeftOut::unmeasured;
  }
  return s.stride_length_m ? std::nullopt : std::optional(LeftOut::unmeasured);
}

bool length_is_spoilt(const Stride& s) {
  return s.quality.has(Quality::gap) || s.quality.has(Quality::gyr_clipped) || s.quality.has(Quality::too_long);
}

void count_contact_and_roll(WalkStats& w, const Stride& s) {
  count(w.contacts.of, s.contact);
  if (s.last_part) {
    count(w.last_parts, *s.last_part);
  }
  if (s.overstride) {
    count(w.overstrides, *s.overstride);
  }
  if (s.contact == ContactClass::uncertain) {
    return;
  }
  push_if_known(w.strike_angle_rad, s.strike_angle_rad);
  w.strike_angle_sd_rad.push(s.strike_angle_sd_rad);
  push_if_known(w.roll_time_s, s.roll_time_s);
  push_if_known(w.roll_amplitude_rad, s.roll_amplitude_rad);
  push_if_known(w.roll_peak_radps, s.roll_peak_radps);
  push_if_known(w.roll_monotonicity, s.roll_monotonicity);
  push_if_known(w.roll_score, s.roll_score);
  if (s.roll_fault) {
    count(w.roll_faults, *s.roll_fault);
  }
  if (s.smooth_roll) {
    ++w.smooth_judged;
    w.smooth_rolls += *s.smooth_roll ? 1U : 0U;
  }
}

void count_distance(WalkStats& w, const Stride& s) {
  if (s.stride_length_m && !length_is_spoilt(s)) {
    w.distance_m += *s.stride_length_m;
  } else {
    ++w.rows_without_distance;
  }
  if (s.stride_time_s) {
    w.time_s += *s.stride_time_s;
  } else if (s.t_start_us) {
    w.time_s += Real(s.t_ff_us - *s.t_start_us) * Real(1e-6);
  }
}

}  // namespace

void SessionSummary::push(const Contact& contact) { of(contact.foot).told = contact.contact; }

void SessionSummary::push(const Withdrawn& withdrawn) {
  PerFoot& foot = of(withdrawn.foot);
  ++foot.provisional.withdrawn;
  foot.told.reset();
}

void SessionSummary::push(const Alert& alert) { count(of(alert.foot).alerts, alert.kind); }

void SessionSummary::push(const Stride& stride) {
  PerFoot& foot = of(stride.foot);
  if (foot.told && *foot.told != ContactClass::uncertain && stride.contact != ContactClass::uncertain) {
    ++(*foot.told == stride.contact ? foot.provisional.agreed : foot.provisional.disagreed);
  }
  foot.told.reset();

  WalkStats& walk = foot.walks[static_cast<std::size_t>(stride.direction)];
  ++walk.rows;
  count_contact_and_roll(walk, stride);
  count_distance(walk, stride);
  count_minute(foot, stride);

  const bool new_bout = !foot.waiting || foot.waiting->bout != stride.bout;
  count_length_and_time(foot, new_bout);
  foot.waiting = stride;
  foot.waiting_is_first = new_bout;
}

void SessionSummary::finish() {
  for (PerFoot& foot : feet_) {
    count_length_and_time(foot, true);
    foot.waiting.reset();
  }
}

void SessionSummary::count_length_and_time(PerFoot& foot, bool last_of_bout) {
  if (!foot.waiting) {
    return;
  }
  const Stride& s = *foot.waiting;
  std::optional<LeftOut> why = reason_in_row(s);
  if (foot.waiting_is_first) {
    why = LeftOut::first_of_bout;
  } else if (last_of_bout) {
    why = LeftOut::last_of_bout;
  }
  if (why) {
    count(foot.left_out, *why);
    return;
  }
  WalkStats& w = foot.walks[static_cast<std::size_t>(s.direction)];
  ++w.used;
  push_if_known(w.stride_length_m, s.stride_length_m);
  push_if_known(w.stride_time_s, s.stride_time_s);
  push_if_known(w.stance_time_s, s.stance_time_s);
  push_if_known(w.swing_time_s, s.swing_time_s);
  push_if_known(w.step_time_s, s.step_time_s);
  push_if_known(w.double_support_s, s.double_support_s);
  push_if_known(w.speed_mps, s.speed_mps);
  push_if_known(w.cadence_spm, s.cadence_spm);
  push_if_known(w.clearance_m, s.clearance_m);
  push_if_known(w.height_m, s.height_m);
  push_if_known(w.lateral_m, s.lateral_m);
  w.stride_length_sd_m.push(s.stride_length_sd_m);
}

void SessionSummary::count_minute(PerFoot& foot, const Stride& s) {
  if (!begin_us_) {
    begin_us_ = s.t_start_us.value_or(s.t_ff_us);
  }
  // A row of the other foot may have begun a little earlier than the first one heard.
  const std::int64_t minute = std::max<std::int64_t>((s.t_ff_us - *begin_us_) / 60'000'000, 0);
  if (minute >= kMinutes) {
    return;
  }
  minutes_ = std::max(minutes_, static_cast<int>(minute) + 1);
  if (s.direction != Direction::backward) {
    return;
  }
  MinuteStats& m = foot.minutes[static_cast<std::size_t>(minute)];
  count(m.contacts.of, s.contact);
  if (s.contact != ContactClass::uncertain) {
    m.strike_angle_rad.push(s.strike_angle_rad);
  }
  if (s.smooth_roll) {
    ++m.smooth_judged;
    m.smooth_rolls += *s.smooth_roll ? 1U : 0U;
  }
  if (s.used) {
    m.stride_length_m.push(s.stride_length_m);
    m.speed_mps.push(s.speed_mps);
  }
}

std::uint32_t SessionSummary::rows(Foot foot) const {
  std::uint32_t sum = 0;
  for (const WalkStats& w : feet_[static_cast<std::size_t>(index(foot))].walks) {
    sum += w.rows;
  }
  return sum;
}

Real SessionSummary::mean_of_feet(Direction direction, Real WalkStats::*sum) const {
  Real total = 0;
  int feet = 0;
  for (const Foot foot : {Foot::left, Foot::right}) {
    if (rows(foot) > 0) {
      total += walk(foot, direction).*sum;
      ++feet;
    }
  }
  return feet > 0 ? total / Real(feet) : 0;
}

Real SessionSummary::distance_m(Direction direction) const { return mean_of_feet(direction, &WalkStats::distance_m); }

Real SessionSummary::time_s(Direction direction) const { return mean_of_feet(direction, &WalkStats::time_s); }

}  // namespace backstep
