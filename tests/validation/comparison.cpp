#include "tests/validation/comparison.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace backstep::validation {

namespace {

constexpr double kCleanLength_m = 0.20;
constexpr double kCleanMargin_rad = deg_to_rad(10);
constexpr double kContactLimit_rad = deg_to_rad(5);  // the definition of the classes, not the program's setting
constexpr double kFar_rad = deg_to_rad(3);
constexpr double kEventWindow_s = 0.25;

std::optional<double> when_s(std::optional<std::int64_t> t_us) {
  return t_us ? std::optional(seconds(*t_us)) : std::nullopt;
}

std::optional<double> mid_swing_s(const Stride& s) {
  return s.t_tc_us && s.t_ic_us ? std::optional((seconds(*s.t_tc_us) + seconds(*s.t_ic_us)) / 2) : std::nullopt;
}

/// A true thing and a found one that may belong together.
struct Candidate {
  double distance = 0;
  std::size_t truth = 0, found = 0;
};

/// Nearest pairs first, each taken once. For each true one the index of the found one.
std::vector<std::optional<std::size_t>> match(std::vector<Candidate> candidates, std::size_t truths,
                                              std::size_t founds) {
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.distance < b.distance; });
  std::vector<std::optional<std::size_t>> partner(truths);
  std::vector<bool> taken(founds, false);
  for (const Candidate& c : candidates) {
    if (!partner[c.truth] && !taken[c.found]) {
      partner[c.truth] = c.found;
      taken[c.found] = true;
    }
  }
  return partner;
}

std::vector<std::optional<std::size_t>> match_events(const std::vector<TrueEvent>& events,
                                                     std::span<const Stride> strides,
                                                     std::optional<std::int64_t> Stride::*time_us) {
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < events.size(); ++i) {
    for (std::size_t j = 0; j < strides.size(); ++j) {
      const auto t_s = when_s(strides[j].*time_us);
      if (strides[j].foot == events[i].foot && t_s && std::abs(*t_s - events[i].time_s) < kEventWindow_s) {
        candidates.push_back({std::abs(*t_s - events[i].time_s), i, j});
      }
    }
  }
  return match(std::move(candidates), events.size(), strides.size());
}

bool turning(const TrueStride& t) { return std::abs(t.turn_rad) > kTurning_rad; }

bool clean(const TrueStride& t) {
  if (turning(t) || t.length_m.value_or(1) < kCleanLength_m) {
    return false;
  }
  if (!t.forward_m || !t.left_m) {
    return true;
  }
  const double from_forward_rad = std::abs(std::atan2(*t.left_m, *t.forward_m));
  return std::min(std::abs(from_forward_rad - kPi / 4), std::abs(from_forward_rad - 3 * kPi / 4)) > kCleanMargin_rad;
}

/// Found strides that are none, among those without a partner: where the foot's truth covers their time.
std::size_t count_invented(const Truth& truth, std::span<const Stride> strides, const std::vector<bool>& matched) {
  std::size_t invented = 0;
  for (std::size_t j = 0; j < strides.size(); ++j) {
    const auto mid_s = mid_swing_s(strides[j]);
    if (matched[j] || !mid_s) {
      continue;
    }
    bool after_begin = false, before_end = false, in_turn = false;
    for (const TrueStride& t : truth.strides) {
      if (t.foot == strides[j].foot) {
        after_begin = after_begin || t.start_s <= *mid_s;
        before_end = before_end || t.end_s >= *mid_s;
        in_turn = in_turn || (turning(t) && t.start_s <= *mid_s && t.end_s >= *mid_s);
      }
    }
    invented += static_cast<std::size_t>(after_begin && before_end && !in_turn);
  }
  return invented;
}

void compare_strides(const Truth& truth, std::span<const Stride> strides, const TruthUse& use, Comparison& result) {
  const auto partner = match_strides(truth, strides);
  std::vector<bool> matched(strides.size(), false);
  result.true_strides = truth.strides.size();
  for (std::size_t i = 0; i < truth.strides.size(); ++i) {
    const TrueStride& t = truth.strides[i];
    const Stride* s = partner[i] ? &strides[*partner[i]] : nullptr;
    if (s != nullptr) {
      matched[*partner[i]] = true;
      ++result.found;
      result.with_length.add(!t.length_m || s->stride_length_m);
      result.with_strike.add(s->strike_angle_rad.has_value());
      if (use.lengths && t.length_m && s->stride_length_m) {
        result.lengths.push_back({t, *partner[i], {*s->stride_length_m - *t.length_m, s->stride_length_sd_m}});
      }
    }
    if (t.direction) {
      result.directions.push_back(
          {t.foot, t.end_s, *t.direction, s != nullptr ? std::optional(s->direction) : std::nullopt, clean(t)});
    }
  }
  if (use.complete) {
    result.invented = count_invented(truth, strides, matched);
  }
}

/// Whether the foot is known to have been walking when it touched: events of standing feet are no test.
bool walking(const Truth& truth, const TrueEvent& contact) {
  return truth.strides.empty() || std::any_of(truth.strides.begin(), truth.strides.end(), [&](const TrueStride& t) {
           return t.foot == contact.foot && contact.time_s >= t.start_s - 0.05 && contact.time_s <= t.end_s + 0.3;
         });
}

bool far_from_limits(const TrueEvent& contact) {
  if (!contact.pitch_rad) {
    return false;
  }
  const double pitch_rad = *contact.pitch_rad;
  return std::abs(std::abs(pitch_rad) - kContactLimit_rad) > kFar_rad &&
         (pitch_rad < -kContactLimit_rad) == (contact.contact == ContactClass::ball_first);
}

/// Whether the foot walks backward when it touches or leaves the ground.
bool backward(const Truth& truth, const TrueEvent& event, const TruthUse& use) {
  const auto stride = std::find_if(truth.strides.begin(), truth.strides.end(), [&](const TrueStride& t) {
    return t.foot == event.foot && event.time_s >= t.start_s - 0.3 && event.time_s <= t.end_s;
  });
  const bool known = stride != truth.strides.end() && stride->direction;
  return (known ? stride->direction : use.travel) == Direction::backward;
}

/// How each true event was found in time.
std::vector<EventCheck> check_times(const Truth& truth, const std::vector<TrueEvent>& events, const TruthUse& use,
                                    std::span<const Stride> strides,
                                    const std::vector<std::optional<std::size_t>>& partner,
                                    std::optional<std::int64_t> Stride::*time_us, std::optional<Real> Stride::*sd_s) {
  std::vector<EventCheck> checks;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const TrueEvent& t = events[i];
    EventCheck check{t.foot, t.time_s, backward(truth, t, use), std::nullopt, std::nullopt};
    if (partner[i]) {
      check.error_s = *when_s(strides[*partner[i]].*time_us) - t.time_s;
      check.sd_s = strides[*partner[i]].*sd_s;
    }
    checks.push_back(check);
  }
  return checks;
}

void compare_contacts(const Truth& truth, std::span<const Stride> strides, const TruthUse& use, Comparison& result) {
  const auto partner = match_events(truth.contacts, strides, &Stride::t_ic_us);
  result.contacts_in_time =
      check_times(truth, truth.contacts, use, strides, partner, &Stride::t_ic_us, &Stride::t_ic_sd_s);
  for (std::size_t i = 0; i < truth.contacts.size(); ++i) {
    const TrueEvent& t = truth.contacts[i];
    const Stride* s = partner[i] ? &strides[*partner[i]] : nullptr;
    if (s != nullptr && t.pitch_rad && s->strike_angle_rad) {
      result.strikes.push_back({t.foot,
                                t.time_s,
                                result.contacts_in_time[i].backward,
                                {*s->strike_angle_rad - *t.pitch_rad, s->strike_angle_sd_rad}});
    }
    if (t.contact && walking(truth, t)) {
      result.contacts.push_back({t.foot, t.time_s, t.pitch_rad, *t.contact,
                                 s != nullptr ? std::optional(s->contact) : std::nullopt, far_from_limits(t)});
    }
  }
}

template <class T>
void append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

bool opposite_ways(Direction a, Direction b) {
  return (a == Direction::forward && b == Direction::backward) || (a == Direction::backward && b == Direction::forward);
}

bool DirectionCheck::reversed() const { return found && opposite_ways(truth, *found); }

bool ContactCheck::opposite() const {
  return (truth == ContactClass::ball_first && found == ContactClass::heel_first) ||
         (truth == ContactClass::heel_first && found == ContactClass::ball_first);
}

void Comparison::add(const Comparison& other) {
  true_strides += other.true_strides;
  found += other.found;
  invented += other.invented;
  with_length.add(other.with_length);
  with_strike.add(other.with_strike);
  append(lengths, other.lengths);
  append(directions, other.directions);
  append(contacts_in_time, other.contacts_in_time);
  append(lift_offs, other.lift_offs);
  append(strikes, other.strikes);
  append(contacts, other.contacts);
}

std::vector<std::optional<std::size_t>> match_strides(const Truth& truth, std::span<const Stride> strides) {
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < truth.strides.size(); ++i) {
    const TrueStride& t = truth.strides[i];
    for (std::size_t j = 0; j < strides.size(); ++j) {
      const auto mid_s = mid_swing_s(strides[j]);
      if (strides[j].foot == t.foot && mid_s && *mid_s >= t.start_s && *mid_s <= t.end_s) {
        candidates.push_back({std::abs(*mid_s - (t.start_s + t.end_s) / 2), i, j});
      }
    }
  }
  return match(std::move(candidates), truth.strides.size(), strides.size());
}

Comparison compare(const Truth& truth, std::span<const Stride> strides, const TruthUse& use) {
  Comparison result;
  compare_strides(truth, strides, use, result);
  if (use.events) {
    compare_contacts(truth, strides, use, result);
    result.lift_offs =
        check_times(truth, truth.lift_offs, use, strides, match_events(truth.lift_offs, strides, &Stride::t_tc_us),
                    &Stride::t_tc_us, &Stride::t_tc_sd_s);
  }
  return result;
}

}  // namespace backstep::validation
