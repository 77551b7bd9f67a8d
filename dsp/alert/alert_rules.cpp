#include "dsp/alert/alert_rules.h"

#include <algorithm>
#include <bit>
#include <cassert>

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

Real AlertRules::Values::mean() const {
  Real sum = 0;
  for (int i = 0; i < size; ++i) {
    sum += of[static_cast<std::size_t>(i)];
  }
  return size > 0 ? sum / Real(size) : 0;
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
    foot = PerFoot{};
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

void AlertRules::set(PerFoot& foot, AlertKind kind, bool holds, Real value, Real limit) {
  Rule& rule = foot.rules[static_cast<std::size_t>(kind)];
  rule = {.holds = holds, .told = holds && rule.told, .value = value, .limit = limit};
}

void AlertRules::judge_heel_first(PerFoot& foot, const Window& contacts) const {
  set(foot, AlertKind::heel_first, contacts.yes() >= config_.heel_first_count, Real(contacts.yes()),
      Real(config_.heel_first_count));
}

void AlertRules::judge_length(PerFoot& foot, const Stride& stride) const {
  const int of = config_.overstride_of;
  if (stride.overstride && stride.step_over_leg) {
    foot.step_over_leg.push(*stride.step_over_leg, of);
    foot.caution.push(*stride.step_over_leg > overstride_.caution, of);
    foot.alert.push(*stride.step_over_leg > overstride_.alert, of);
    const Real mean = foot.step_over_leg.mean();
    const bool alert = foot.alert.yes() >= config_.overstride_count;
    const bool caution = foot.caution.yes() >= config_.overstride_count;
    set(foot, AlertKind::overstride_alert, alert, mean, overstride_.alert);
    set(foot, AlertKind::overstride_caution, caution && !alert, mean, overstride_.caution);
  }
  if (const auto ratio = ratio_to_baseline(overstride_, stride)) {
    foot.to_baseline.push(*ratio, of);
    foot.personal.push(*ratio > overstride_.personal_ratio, of);
    set(foot, AlertKind::overstride_personal, foot.personal.yes() >= config_.overstride_count, foot.to_baseline.mean(),
        overstride_.personal_ratio);
  }
}

void AlertRules::judge_speed(PerFoot& foot, const Stride& stride) const {
  if (config_.target_speed_mps && stride.used && stride.speed_mps) {
    set(foot, AlertKind::too_fast, *stride.speed_mps > *config_.target_speed_mps, *stride.speed_mps,
        *config_.target_speed_mps);
  }
}

std::optional<Alert> AlertRules::tell(PerFoot& foot, Foot which, std::int64_t t_us) {
  if (foot.muted_strides > 0) {
    return std::nullopt;
  }
  for (std::size_t kind = 0; kind < foot.rules.size(); ++kind) {
    Rule& rule = foot.rules[kind];
    if (rule.holds && !rule.told) {
      rule.told = true;
      return Alert{
          .kind = static_cast<AlertKind>(kind), .foot = which, .t_us = t_us, .value = rule.value, .limit = rule.limit};
    }
  }
  return std::nullopt;
}

}  // namespace backstep
