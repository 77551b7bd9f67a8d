#include "dsp/pipeline/session_pipeline.h"

#include <algorithm>
#include <cassert>

namespace backstep {
namespace {

FootPipeline foot_pipeline(Foot foot, const SessionConfig& config, const std::optional<FootCalibration>& stored) {
  const auto i = index(foot);
  // A foot that is not there never gets a sample; any rate will do.
  const Real rate_hz = config.rate_hz[i] > 0 ? config.rate_hz[i] : Real(200);
  return {foot, rate_hz, config.foot, config.setup[i], stored};
}

}  // namespace

SessionPipeline::SessionPipeline(const SessionConfig& config,
                                 const std::array<std::optional<FootCalibration>, 2>& stored)
    : config_(config),
      feet_{foot_pipeline(Foot::left, config, stored[0]), foot_pipeline(Foot::right, config, stored[1])},
      alerts_(config.alert, config.overstride) {}

void SessionPipeline::push(Foot foot, const ImuSample& sample) {
  feet_[at(foot)].push(sample);
  take(foot);
  release(false);
}

void SessionPipeline::finish() {
  for (const Foot foot : {Foot::left, Foot::right}) {
    feet_[at(foot)].finish();
    take(foot);
  }
  release(true);
  alerts_.finish();
  tell(std::nullopt, std::max(past_[0].ff_us.value_or(0), past_[1].ff_us.value_or(0)));
}

void SessionPipeline::take(Foot foot) {
  while (const auto event = feet_[at(foot)].next()) {
    if (const auto* stride = std::get_if<Stride>(&*event)) {
      if (waiting_[at(foot)].full()) {  // the other foot stalled: order by time is less than to lose a row
        const Stride oldest = waiting_[at(foot)].front();
        waiting_[at(foot)].pop();
        complete(oldest);
      }
      waiting_[at(foot)].push(*stride);
    } else if (const auto* contact = std::get_if<Contact>(&*event)) {
      emit(*contact);
      tell(alerts_.push(*contact), contact->decided_us);
    } else if (const auto* withdrawn = std::get_if<Withdrawn>(&*event)) {
      emit(*withdrawn);
      alerts_.push(*withdrawn);
      tell(std::nullopt, withdrawn->t_ic_us);
    }
  }
}

void SessionPipeline::release(bool all) {
  while (true) {
    std::optional<Foot> next;
    for (const Foot foot : {Foot::left, Foot::right}) {
      const auto& mine = waiting_[at(foot)];
      if (mine.empty()) {
        continue;
      }
      const std::int64_t t_us = mine.front().t_ff_us;
      const auto& others = waiting_[at(other(foot))];
      const bool earliest = others.empty() || t_us <= others.front().t_ff_us;
      const bool certain =
          all || !present(other(foot)) || !others.empty() || feet_[at(other(foot))].settled_us() >= t_us;
      if (earliest && certain) {
        next = foot;
        break;
      }
    }
    if (!next) {
      return;
    }
    const Stride stride = waiting_[at(*next)].front();
    waiting_[at(*next)].pop();
    complete(stride);
  }
}

void SessionPipeline::complete(Stride stride) {
  count_bout(stride);
  relate(stride);
  judge_overstride(config_.overstride, stride);
  Past& mine = past_[at(stride.foot)];
  mine.ff_us = stride.t_ff_us;
  mine.bout = stride.bout;
  if (stride.t_ic_us) {
    mine.swings[1] = mine.swings[0];
    mine.swings[0] = {stride.t_tc_us, stride.t_ic_us};
  }
  emit(stride);
  tell(alerts_.push(stride), stride.t_ff_us);
}

void SessionPipeline::count_bout(Stride& stride) {
  const auto last_left = past_[0].ff_us, last_right = past_[1].ff_us;
  const std::int64_t swing_us = stride.t_tc_us.value_or(stride.t_ic_us.value_or(stride.t_ff_us));
  const std::int64_t last_us = std::max(last_left.value_or(INT64_MIN), last_right.value_or(INT64_MIN));
  if (last_us == INT64_MIN || seconds(swing_us - last_us) > config_.bout_rest_s) {
    ++bout_;
  }
  stride.bout = bout_;
  if (past_[at(stride.foot)].bout != bout_) {
    // What lies between this contact and the last is standing, not a stride.
    stride.quality.set(Quality::first);
    stride.stride_time_s.reset();
    stride.stance_time_s.reset();
    stride.speed_mps.reset();
    stride.cadence_spm.reset();
  }
}

void SessionPipeline::relate(Stride& stride) const {
  if (!config_.common_clock || !stride.t_ic_us) {
    return;
  }
  const auto my_last_ic_us = past_[at(stride.foot)].swings[0].ic_us;
  const auto last_swing_before = [&](std::int64_t t_us) -> Past::Swing {
    for (const Past::Swing& swing : past_[at(other(stride.foot))].swings) {
      // Only a contact since this foot's own last one belongs to this stride.
      if (swing.ic_us && *swing.ic_us < t_us && (!my_last_ic_us || *swing.ic_us > *my_last_ic_us)) {
        return swing;
      }
    }
    return {};
  };
  if (const auto ic_us = last_swing_before(*stride.t_ic_us).ic_us;
      ic_us && stride.bout == past_[at(other(stride.foot))].bout) {
    stride.step_time_s = seconds(*stride.t_ic_us - *ic_us);
  }
  if (!stride.t_tc_us || !stride.stride_time_s) {
    return;
  }
  const Past::Swing others = last_swing_before(*stride.t_tc_us);
  if (!others.ic_us || seconds(*stride.t_tc_us - *others.ic_us) >= config_.max_double_support_s) {
    return;
  }
  stride.initial_double_support_s = seconds(*stride.t_tc_us - *others.ic_us);
  // The other foot's swing lies within this stance: both feet stand before it and after it.
  if (my_last_ic_us && others.tc_us && *others.tc_us > *my_last_ic_us && *others.tc_us < *others.ic_us) {
    const Real both_s = *stride.initial_double_support_s + seconds(*others.tc_us - *my_last_ic_us);
    if (both_s < config_.max_double_support_s) {
      stride.double_support_s = both_s;
    }
  }
}

/// What is over goes before what begins: a caution before the alert that takes its place.
void SessionPipeline::tell(const std::optional<Alert>& alert, std::int64_t t_us) {
  while (const auto end = alerts_.next_end(t_us)) {
    emit(*end);
  }
  if (alert) {
    emit(*alert);
  }
}

void SessionPipeline::emit(const Event& event) {
  assert(!out_.full());
  out_.push(event);
}

std::optional<Event> SessionPipeline::next() {
  if (out_.empty()) {
    return std::nullopt;
  }
  const Event e = out_.front();
  out_.pop();
  return e;
}

}  // namespace backstep
