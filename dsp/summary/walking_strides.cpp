#include "dsp/summary/walking_strides.h"

#include <array>

namespace backstep {
namespace {

/// The few numbers that say what is usual, in their order.
class Few {
 public:
  void add(const std::optional<Real>& x) {
    if (!x || size_ == x_.size()) {
      return;
    }
    std::size_t i = size_++;
    for (; i > 0 && x_[i - 1] > *x; --i) {
      x_[i] = x_[i - 1];
    }
    x_[i] = *x;
  }
  bool empty() const { return size_ == 0; }
  std::optional<Real> lower_median() const { return empty() ? std::nullopt : std::optional(x_[(size_ - 1) / 2]); }
  std::optional<Real> upper_median() const { return empty() ? std::nullopt : std::optional(x_[size_ / 2]); }

 private:
  std::array<Real, 4> x_{};
  std::size_t size_ = 0;
};

}  // namespace

bool knows_length(const Stride& stride) {
  const QualityBits& q = stride.quality;
  return stride.stride_length_m && !q.has(Quality::gap) && !q.has(Quality::gyr_clipped) && !q.has(Quality::too_long) &&
         !q.has(Quality::implausible);
}

void WalkingStrides::push(const Stride& stride) { kept_.push({stride, std::nullopt}); }

void WalkingStrides::other_foot_stepped(const Stride& stride) {
  if (kept_.end() > 0) {
    auto& lift_us = kept_[kept_.end() - 1].other_lift_us;
    lift_us = lift_us.value_or(stride.t_tc_us.value_or(stride.t_ff_us));
  }
}

std::optional<WalkingStrides::Judged> WalkingStrides::next() {
  const Index i = next_, end = kept_.end();
  if (i == end) {
    return std::nullopt;
  }
  if (i == bout_begin_) {
    bout_ = kept_[i].stride.bout;
  }
  // The furthest that is looked at stands kAround after the one after this.
  if (within_bout(end - 1) && !finished_ && end - i <= kAround + 1) {
    return std::nullopt;
  }
  ++next_;
  const Judged judged{kept_[i].stride, judge(i)};
  if (!within_bout(next_)) {
    bout_begin_ = next_;
  }
  return judged;
}

StrideKind WalkingStrides::judge(Index i) const {
  if (i == bout_begin_) {
    return StrideKind::start;
  }
  if (!within_bout(i + 1) || is_stop(i)) {
    return StrideKind::stop;
  }
  if (is_half_step(i)) {
    return StrideKind::half_step;
  }
  return is_pause(i) ? StrideKind::pause : StrideKind::walking;
}

bool WalkingStrides::within_bout(Index i) const { return kept_.holds(i) && kept_[i].stride.bout == bout_; }

bool WalkingStrides::same_walk(Index i, Index other) const {
  return within_bout(other) && kept_[other].stride.direction == kept_[i].stride.direction;
}

std::optional<Real> WalkingStrides::stance_s(Index i) const {
  const Stride& s = kept_[i].stride;
  if (s.stance_time_s || !within_bout(i - 1)) {
    return s.stance_time_s;
  }
  // A stance of more than a stride's longest time has no number in the row.
  const auto ic_us = kept_[i - 1].stride.t_ic_us;
  return s.t_tc_us && ic_us ? std::optional(seconds(*s.t_tc_us - *ic_us)) : std::nullopt;
}

std::optional<Real> WalkingStrides::usual_stance_s(Index i) const {
  Few same, any;
  for (Index j = i - kAround; j <= i + kAround; ++j) {
    if (j != i && within_bout(j) && knows_length(kept_[j].stride)) {
      any.add(stance_s(j));
      if (same_walk(i, j)) {
        same.add(stance_s(j));
      }
    }
  }
  return same.empty() ? any.lower_median() : same.lower_median();
}

std::optional<Real> WalkingStrides::usual_length_m(Index i) const {
  Few same;
  for (Index j = i - kAround; j <= i + kAround; ++j) {
    if (j != i && same_walk(i, j) && knows_length(kept_[j].stride)) {
      same.add(kept_[j].stride.stride_length_m);
    }
  }
  return same.upper_median();  // of a half step and a whole one, the whole one
}

bool WalkingStrides::is_pause(Index i) const {
  const auto stance = stance_s(i), usual = usual_stance_s(i);
  return stance && usual && knows_length(kept_[i].stride) && *stance > kPause * *usual;
}

bool WalkingStrides::is_stop(Index i) const {
  if (!is_pause(i + 1)) {
    return false;
  }
  // Where the other foot went on while this one stood as usual, this was not the last step.
  const auto lift_us = kept_[i].other_lift_us, ic_us = kept_[i].stride.t_ic_us;
  const auto usual = usual_stance_s(i);
  return !lift_us || !ic_us || !usual || seconds(*lift_us - *ic_us) > *usual;
}

bool WalkingStrides::is_half_step(Index i) const {
  const bool at_an_end = !same_walk(i, i - 1) || !same_walk(i, i + 1) || is_pause(i) || is_pause(i + 1);
  const auto usual = usual_length_m(i);
  return at_an_end && usual && knows_length(kept_[i].stride) && *kept_[i].stride.stride_length_m < kHalf * *usual;
}

}  // namespace backstep
