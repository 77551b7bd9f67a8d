#include "dsp/alert/alert_rules.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <utility>

namespace backstep {

namespace {

bool is_walking(Direction d) { return d != Direction::uncertain && d != Direction::in_place; }

}  // namespace

AlertRules::AlertRules(const AlertConfig& config, const OverstrideConfig& overstride)
    : config_(config), overstride_(overstride) {
  assert(config.heel_first_of > 0 && config.heel_first_of <= kLongest);
  assert(config.overstride_of > 0 && config.overstride_of <= kLongest);
}

void AlertRules::Window::push(bool yes, int longest) {
  const std::uint32_t mask = longest >= 32 ? ~0U : (1U << static_cast<unsigned>(longest)) - 1U;
  bits = ((bits << 1U) | (yes ? 1U : 0U)) & mask;
  size = std::min(size + 1, longest);
}

int AlertRules::Window::yes() const { return std::popcount(bits); }

void AlertRules::Values::push(Real x, int longest) {
  of[static_cast<std::size_t>(next)] = x;
  next = (next + 1) % longest;
  size = std::min(size + 1, longest);
}

AlertRules::Values::Beyond AlertRules::Values::beyond(Real limit) const {
  Beyond beyond;
  for (int i = 0; i < size; ++i) {
    if (const Real x = of[static_cast<std::size_t>(i)]; x > limit) {
      ++beyond.count;
      beyond.mean += x;
    }
  }
  beyond.mean /= Real(std::max(1, beyond.count));
  return beyond;
}

std::optional<Alert> AlertRules::push(const Contact& contact) {
  PerFoot& foot = of(contact.foot);
  if (contact.direction != Direction::backward || foot.direction != Direction::backward ||
      contact.contact == ContactClass::uncertain) {
    return std::nullopt;
  }
  Window with_it = foot.heel_first;
  with_it.push(contact.contact == ContactClass::heel_first, config_.heel_first_of);
  judge_heel_first(foot, with_it);
  return tell(foot, contact.foot, contact.decided_us);
}

void AlertRules::push(const Withdrawn& withdrawn) {
  PerFoot& foot = of(withdrawn.foot);
  judge_heel_first(foot, foot.heel_first);
}

std::optional<Alert> AlertRules::push(const Stride& stride) {
  PerFoot& foot = of(stride.foot);
  foot.muted_strides = std::max(foot.muted_strides - 1, 0);
  if (is_walking(stride.direction) && foot.direction != stride.direction) {
    const bool changed = foot.direction.has_value();
    clear(foot);
    foot.direction = stride.direction;
    foot.muted_strides = changed ? config_.mute_after_direction_change : 0;
  }
  if (stride.direction == Direction::backward) {
    if (stride.contact != ContactClass::uncertain) {
      foot.heel_first.push(stride.contact == ContactClass::heel_first, config_.heel_first_of);
    }
    judge_length(foot, stride);
  }
  judge_heel_first(foot, foot.heel_first);
  judge_speed(foot, stride);
  return tell(foot, stride.foot, stride.t_ff_us);
}

/// What the foot did before counts no more; what was told of it is over.
void AlertRules::clear(PerFoot& foot) {
  const auto rules = foot.rules;
  foot = PerFoot{};
  for (std::size_t i = 0; i < rules.size(); ++i) {
    foot.rules[i].ended = rules[i].ended || rules[i].told;
    foot.rules[i].told_us = rules[i].told_us;
  }
}

void AlertRules::set(PerFoot& foot, AlertKind kind, const Rule& now) {
  Rule& rule = foot.rules[static_cast<std::size_t>(kind)];
  const bool told = rule.told, ended = rule.ended;
  const std::int64_t told_us = rule.told_us;
  rule = now;
  rule.told_us = told_us;
  rule.told = now.holds && told;
  rule.ended = ended || (told && !now.holds);
}

void AlertRules::judge_heel_first(PerFoot& foot, const Window& contacts) const {
  const int count = contacts.yes();
  set(foot, AlertKind::heel_first,
      {.holds = count >= config_.heel_first_count,
       .count = count,
       .window = contacts.size,
       .value = Real(count),
       .limit = Real(config_.heel_first_count)});
}

void AlertRules::set_length(PerFoot& foot, AlertKind kind, const Values& values, Real limit, int enough) {
  const Values::Beyond beyond = values.beyond(limit);
  set(foot, kind,
      {.holds = beyond.count >= enough,
       .count = beyond.count,
       .window = values.size,
       .value = beyond.mean,
       .limit = limit});
}

void AlertRules::judge_length(PerFoot& foot, const Stride& stride) const {
  const int of = config_.overstride_of, enough = config_.overstride_count;
  if (stride.overstride && stride.step_over_leg) {
    foot.step_over_leg.push(*stride.step_over_leg, of);
    set_length(foot, AlertKind::overstride_alert, foot.step_over_leg, overstride_.alert, enough);
    const bool alert = foot.rules[static_cast<std::size_t>(AlertKind::overstride_alert)].holds;
    // While the alert holds, the caution does not: no number of strides is enough.
    set_length(foot, AlertKind::overstride_caution, foot.step_over_leg, overstride_.caution,
               alert ? kLongest + 1 : enough);
  }
  if (const auto ratio = ratio_to_baseline(overstride_, stride)) {
    foot.to_baseline.push(*ratio, of);
    set_length(foot, AlertKind::overstride_personal, foot.to_baseline, overstride_.personal_ratio, enough);
  }
}

void AlertRules::judge_speed(PerFoot& foot, const Stride& stride) const {
  if (config_.target_speed_mps && stride.used && stride.speed_mps) {
    const bool fast = *stride.speed_mps > *config_.target_speed_mps;
    set(foot, AlertKind::too_fast,
        {.holds = fast,
         .count = fast ? 1 : 0,
         .window = 1,
         .value = *stride.speed_mps,
         .limit = *config_.target_speed_mps});
  }
}

void AlertRules::finish() {
  for (PerFoot& foot : feet_) {
    clear(foot);
  }
}

std::optional<AlertEnd> AlertRules::next_end(std::int64_t t_us) {
  for (const Foot which : {Foot::left, Foot::right}) {
    for (std::size_t kind = 0; kind < of(which).rules.size(); ++kind) {
      Rule& rule = of(which).rules[kind];
      if (std::exchange(rule.ended, false)) {
        return AlertEnd{.kind = static_cast<AlertKind>(kind), .foot = which, .t_us = std::max(t_us, rule.told_us)};
      }
    }
  }
  return std::nullopt;
}

std::optional<Alert> AlertRules::tell(PerFoot& foot, Foot which, std::int64_t t_us) {
  if (foot.muted_strides > 0) {
    return std::nullopt;
  }
  for (std::size_t kind = 0; kind < foot.rules.size(); ++kind) {
    Rule& rule = foot.rules[kind];
    if (rule.holds && !rule.told) {
      rule.told = true;
      rule.told_us = t_us;
      return Alert{.kind = static_cast<AlertKind>(kind),
                   .foot = which,
                   .t_us = t_us,
                   .count = rule.count,
                   .window = rule.window,
                   .value = rule.value,
                   .limit = rule.limit};
    }
  }
  return std::nullopt;
}

}  // namespace backstep
