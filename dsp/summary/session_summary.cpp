#include "dsp/summary/session_summary.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace backstep {

namespace {

template <class E, std::size_t N>
void count(std::array<std::uint32_t, N>& counts, E what) {
  ++counts[static_cast<std::size_t>(what)];
}

std::optional<LeftOut> first_of(LeftOutReasons reasons) {
  for (int i = 0; i < kLeftOutReasons; ++i) {
    if (reasons.has(static_cast<LeftOut>(i))) {
      return static_cast<LeftOut>(i);
    }
  }
  return std::nullopt;
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
  if (const auto why = first_of(left_out_reasons(judged.stride))) {
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

void count_contact_and_roll(PeriodStats& p, const Stride& s) {
  if (s.quality.has(Quality::implausible)) {
    count(p.contacts.of, ContactClass::uncertain);
    return;
  }
  count(p.contacts.of, s.contact);
  if (s.contact != ContactClass::uncertain) {
    p.strike_angle_rad[static_cast<std::size_t>(s.contact)].push(s.strike_angle_rad);
  }
  if (s.smooth_roll) {
    ++p.smooth_judged;
    p.smooth_rolls += *s.smooth_roll ? 1U : 0U;
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
  for (PeriodStats* period : periods_of(foot, stride)) {
    if (period != nullptr) {
      count_contact_and_roll(*period, stride);
    }
  }
  count_travel(stride);
  count_turn(turns_.push(stride));
  of(other(stride.foot)).strides.other_foot_stepped(stride);
  foot.strides.push(stride);
  count_judged(foot);
}

void SessionSummary::finish() {
  count_turn(turns_.finish());
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

void SessionSummary::count_turn(const std::optional<WalkTurn>& turn) {
  if (turn && turn_count_++ < kListed) {
    turned_[turn_count_ - 1] = *turn;
  }
}

void SessionSummary::leave_out(PerFoot& foot, const Stride& s, LeftOut why) {
  count(foot.left_out, why);
  if (left_out_reasons(s).none() && later_count_++ < kListed) {
    later_[later_count_ - 1] = {s.foot, s.number, why};
  }
}

void SessionSummary::count_judged(PerFoot& foot) {
  while (const auto judged = foot.strides.next()) {
    const Stride& s = judged->stride;
    WalkStats& w = foot.walks[static_cast<std::size_t>(s.direction)];
    count_distance(w, s, judged->kind);
    if (const auto why = reason(*judged)) {
      leave_out(foot, s, *why);
      continue;
    }
    count_length_and_time(w, s);
    for (PeriodStats* period : periods_of(foot, s)) {
      if (period != nullptr) {
        ++period->used;
        period->stride_length_m.push(s.stride_length_m);
        period->speed_mps.push(s.speed_mps);
      }
    }
  }
}

void SessionSummary::mark(std::int64_t t_us) {
  if (marks_ < marks_us_.size()) {
    marks_us_[marks_] = marks_ > 0 ? std::max(t_us, marks_us_[marks_ - 1]) : t_us;
    ++marks_;
  }
}

/// The minute, of a backward stride, and the interval that it belongs to, where there is one.
std::array<PeriodStats*, 2> SessionSummary::periods_of(PerFoot& foot, const Stride& s) {
  if (!begin_us_) {
    begin_us_ = s.t_start_us.value_or(s.t_ff_us);
  }
  // A row of the other foot may have begun a little earlier than the first one heard.
  const std::int64_t minute = std::max<std::int64_t>((s.t_ff_us - *begin_us_) / 60'000'000, 0);
  if (minute < kMinutes) {
    minutes_ = std::max(minutes_, static_cast<int>(minute) + 1);
  }
  const bool backward = s.direction == Direction::backward;
  std::array<PeriodStats*, 2> periods{};
  if (backward && minute < kMinutes) {
    periods[0] = &foot.minutes[static_cast<std::size_t>(minute)];
  }
  if (backward || s.direction == Direction::forward) {
    const auto end = marks_us_.begin() + static_cast<std::ptrdiff_t>(marks_);
    const auto interval =
        static_cast<std::size_t>(std::upper_bound(marks_us_.begin(), end, s.t_ff_us) - marks_us_.begin());
    periods[1] = &foot.intervals[interval][backward ? 0 : 1];
  }
  return periods;
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
