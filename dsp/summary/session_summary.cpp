#include "dsp/summary/session_summary.h"

#include <algorithm>
#include <cmath>
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
  constexpr std::pair<Quality, LeftOut> kReasons[] = {{Quality::implausible, LeftOut::implausible},
                                                      {Quality::gap, LeftOut::gap},
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
    return s.stride_length_m ? LeftOut::in_place : LeftOut::unmeasured;
  }
  return s.stride_length_m ? std::nullopt : std::optional(LeftOut::unmeasured);
}

std::optional<LeftOut> reason(const WalkingStrides::Judged& judged) {
  switch (judged.kind) {
    case StrideKind::start:
      return LeftOut::start;
    case StrideKind::stop:
      return LeftOut::stop;
    default:
      break;
  }
  if (const auto why = reason_in_row(judged.stride)) {
    return why;
  }
  switch (judged.kind) {
    case StrideKind::half_step:
      return LeftOut::half_step;
    case StrideKind::pause:
      return LeftOut::pause;
    default:
      return std::nullopt;
  }
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

/// What a stride took: standing before it is none of it.
Real time_of(const Stride& s, StrideKind kind) {
  if (s.stride_time_s && kind != StrideKind::pause) {
    return *s.stride_time_s;
  }
  return s.t_start_us ? Real(s.t_ff_us - *s.t_start_us) * Real(1e-6) : 0;
}

void count_distance(WalkStats& w, const WalkingStrides::Judged& judged) {
  const Real time_s = time_of(judged.stride, judged.kind);
  if (knows_length(judged.stride)) {
    ++w.rows_with_distance;
    w.distance_m += *judged.stride.stride_length_m;
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
  push_if_known(w.speed_mps, s.speed_mps);
  push_if_known(w.cadence_spm, s.cadence_spm);
  push_if_known(w.clearance_m, s.clearance_m);
  push_if_known(w.height_m, s.height_m);
  push_if_known(w.lateral_m, s.lateral_m);
  w.stride_length_sd_m.push(s.stride_length_sd_m);
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
  count_minute(foot, stride);
  count_travel(stride);
  of(other(stride.foot)).strides.other_foot_stepped(stride);
  foot.strides.push(stride);
  count_judged(foot);
}

void SessionSummary::finish() {
  for (PerFoot& foot : feet_) {
    foot.strides.finish();
    count_judged(foot);
  }
}

void SessionSummary::count_travel(const Stride& s) {
  const bool ahead = s.direction == Direction::forward || s.direction == Direction::backward;
  if (!ahead || s.quality.has(Quality::turn) || s.quality.has(Quality::implausible)) {
    return;
  }
  const PerFoot& other_foot = of(other(s.foot));
  if (other_foot.way != Direction::uncertain && s.t_ff_us - other_foot.way_us <= kTogether_us) {
    ++(s.direction == other_foot.way ? travel_.alike : travel_.opposed);
  }
  of(s.foot).way = s.direction;
  of(s.foot).way_us = s.t_ff_us;
}

void SessionSummary::count_judged(PerFoot& foot) {
  while (const auto judged = foot.strides.next()) {
    const Stride& s = judged->stride;
    WalkStats& w = foot.walks[static_cast<std::size_t>(s.direction)];
    count_distance(w, *judged);
    if (const auto why = reason(*judged)) {
      count(foot.left_out, *why);
      continue;
    }
    count_length_and_time(w, s);
    MinuteStats* minute = minute_of(foot, s);
    if (minute != nullptr && s.direction == Direction::backward) {
      minute->stride_length_m.push(s.stride_length_m);
      minute->speed_mps.push(s.speed_mps);
    }
  }
}

MinuteStats* SessionSummary::minute_of(PerFoot& foot, const Stride& s) {
  if (!begin_us_) {
    begin_us_ = s.t_start_us.value_or(s.t_ff_us);
  }
  // A row of the other foot may have begun a little earlier than the first one heard.
  const std::int64_t minute = std::max<std::int64_t>((s.t_ff_us - *begin_us_) / 60'000'000, 0);
  if (minute >= kMinutes) {
    return nullptr;
  }
  minutes_ = std::max(minutes_, static_cast<int>(minute) + 1);
  return &foot.minutes[static_cast<std::size_t>(minute)];
}

void SessionSummary::count_minute(PerFoot& foot, const Stride& s) {
  MinuteStats* m = minute_of(foot, s);
  if (m == nullptr || s.direction != Direction::backward) {
    return;
  }
  if (s.quality.has(Quality::implausible)) {
    count(m->contacts.of, ContactClass::uncertain);
    return;
  }
  count(m->contacts.of, s.contact);
  if (s.contact != ContactClass::uncertain) {
    m->strike_angle_rad.push(s.strike_angle_rad);
  }
  if (s.smooth_roll) {
    ++m->smooth_judged;
    m->smooth_rolls += *s.smooth_roll ? 1U : 0U;
  }
}

std::uint32_t SessionSummary::rows(Foot foot) const {
  std::uint32_t sum = 0;
  for (const WalkStats& w : feet_[index(foot)].walks) {
    sum += w.rows;
  }
  return sum;
}

std::array<bool, 2> SessionSummary::feet_that_know_the_way() const {
  constexpr Real kAlike =
      Real(0.1);  // of the longer time: an end more or less on one foot, not a sensor that fell silent
  std::array<Real, 2> known_s{};
  bool all_known = true;
  for (std::size_t i = 0; i < known_s.size(); ++i) {
    for (const WalkStats& w : feet_[i].walks) {
      known_s[i] += w.time_s;
      all_known = all_known && w.rows_without_distance == 0;
    }
  }
  if (all_known && std::abs(known_s[0] - known_s[1]) <= kAlike * std::max(known_s[0], known_s[1])) {
    return {true, true};
  }
  const bool left = known_s[0] != known_s[1] ? known_s[0] > known_s[1] : rows(Foot::left) >= rows(Foot::right);
  return {left, !left};
}

Walked SessionSummary::walked(Direction direction) const {
  const auto knows = feet_that_know_the_way();
  const Real share = knows[0] && knows[1] ? Real(0.5) : Real(1);
  Walked walked;
  for (std::size_t i = 0; i < knows.size(); ++i) {
    const WalkStats& w = feet_[i].walks[static_cast<std::size_t>(direction)];
    if (!knows[i]) {
      continue;
    }
    if (w.rows_with_distance > 0) {
      walked.distance_m = walked.distance_m.value_or(0) + share * w.distance_m;
      walked.time_s += share * w.time_s;
    }
    walked.strides_without_length += w.rows_without_distance;
    walked.time_without_length_s += w.time_without_distance_s;
  }
  return walked;
}

}  // namespace backstep
