#include "dsp/summary/turns.h"

namespace backstep {

std::optional<WalkTurn> TurnFinder::push(const Stride& s) {
  std::optional<WalkTurn> ended;
  if (s.bout != bout_) {
    ended = finish();
    feet_ = {};
    bout_ = s.bout;
  }
  if (!s.turn_rad || s.quality.has(Quality::implausible)) {
    return ended;
  }
  PerFoot& foot = feet_[index(s.foot)];
  const PerFoot& other_foot = feet_[index(other(s.foot))];
  const Real turn_rad = *s.turn_rad + s.floor_turn_rad;
  const bool marked = s.quality.has(Quality::turn);
  if (turning_ && marked && turn_rad * (feet_[0].turned_rad + feet_[1].turned_rad) < 0) {
    ended = finish();  // the other way is another turn
  }
  if (!turning_ && !marked) {
    foot.before_rad = turn_rad;
    return ended;
  }
  if (!turning_) {
    turning_ = true;
    begin_us_ = s.t_start_us.value_or(s.t_ff_us);
  }
  end_us_ = marked ? s.t_ff_us : end_us_;
  if (!foot.in_it) {
    foot.turned_rad = foot.before_rad * turn_rad > 0 ? foot.before_rad : Real(0);
    foot.in_it = true;
  }
  foot.turned_rad += turn_rad;
  foot.steps += marked ? 1U : 0U;
  foot.out_of_it = !marked;
  foot.before_rad = marked ? Real(0) : turn_rad;
  // A foot that has made no stride since the turn began does not hold it open.
  const bool other_is_out = other_foot.out_of_it || !other_foot.in_it;
  return !ended && foot.out_of_it && other_is_out ? finish() : ended;
}

std::optional<WalkTurn> TurnFinder::finish() {
  if (!turning_) {
    return std::nullopt;
  }
  WalkTurn turn{.begin_us = begin_us_, .end_us = end_us_, .turn_rad = 0, .steps = 0};
  Real feet = 0;
  for (PerFoot& foot : feet_) {
    if (foot.steps > 0) {
      turn.turn_rad += foot.turned_rad;
      feet += 1;
    }
    turn.steps += foot.steps;
    foot = PerFoot{.before_rad = foot.before_rad};
  }
  turn.turn_rad /= feet > 0 ? feet : Real(1);
  turning_ = false;
  return turn;
}

}  // namespace backstep
