// Which of the rests that are proposed are believed, and what becomes of those that are not.

#include <algorithm>
#include <cmath>

#include "dsp/base/so3.h"
#include "dsp/trajectory/swing_tracker.h"

namespace backstep {
namespace {

Real elevation(const Quat& q_world_sensor, const Vec3& axis_sensor) {
  return std::asin(std::clamp((q_world_sensor * axis_sensor).z(), Real(-1), Real(1)));
}

}  // namespace

void SwingTracker::doubt(const RestCandidate& c, Real unrest_radps) {
  if (doubted_count_ == doubted_.size()) {
    // The least still one has to go, be it this one.
    const auto most = std::max_element(doubted_.begin(), doubted_.end(), [](const Doubted& a, const Doubted& b) {
      return a.unrest_radps < b.unrest_radps;
    });
    if (most->unrest_radps < unrest_radps) {
      return;
    }
    std::move(most + 1, doubted_.end(), most);
    --doubted_count_;
  }
  doubted_[doubted_count_++] = {c, unrest_radps};
}

/// RMS unrest around an instant: a mid-swing dip is still only for a moment, a stance for longer.
Real SwingTracker::unrest_around(const SampleRing& ring, std::int64_t index, std::int64_t known_until) const {
  const auto half = static_cast<std::int64_t>(std::lround(rate_hz_ * config_.gate.around_s / 2));
  const std::int64_t first = std::max(ring.begin(), index - half), last = std::min(known_until - 1, index + half);
  Real sum = 0, n = 0;
  for (std::int64_t i = first; i <= last; ++i) {
    const Real u = ring.values(i).quick_radps();
    sum += u * u;
    n += 1;
  }
  return n > 0 ? std::sqrt(sum / n) : Real(0);
}

/// Two instants of two swings close as well as two rests: in a frame that moves with them. But then the stances between
/// them seem to glide, stiller than both.
bool SwingTracker::passes_stiller(const SwingSmoother& swing, Real ends_unrest_radps) const {
  bool found = false;
  for (std::size_t i = 0; i < doubted_count_; ++i) {
    found = found || (doubted_[i].rest.index > swing.begin() &&
                      doubted_[i].unrest_radps < config_.gate.stiller_share * ends_unrest_radps);
  }
  if (!found) {
    return false;
  }
  Real fastest = 0;
  swing.visit([&](const MotionPoint& m) {
    for (std::size_t i = 0; i < doubted_count_; ++i) {
      if (doubted_[i].rest.index == m.index &&
          doubted_[i].unrest_radps < config_.gate.stiller_share * ends_unrest_radps) {
        fastest = std::max(fastest, m.vel_mps.norm());
      }
    }
  });
  return fastest > config_.gate.max_stance_mps;
}

/// The stance within what seems one swing: the foot hardly rested there.
std::optional<RestCandidate> SwingTracker::rest_within(const SampleRing& ring, const SwingSmoother& swing) const {
  const auto pause = swing.pause();
  if (!pause || ring[pause->index].quick_radps > config_.dip_radps) {
    return std::nullopt;
  }
  // On stairs the floor in between is between the ends.
  const Real share = static_cast<Real>(pause->index - swing.begin()) / static_cast<Real>(swing.end() - swing.begin());
  if (pause->height_m > share * swing.displacement_m().z() + config_.gate.most_lift_m) {
    return std::nullopt;
  }
  return RestCandidate{.index = pause->index, .unrest_radps = ring[pause->index].unrest_radps};
}

bool SwingTracker::falls_flat(Real duration_s, const Vec3& way_m) const {
  return duration_s < config_.gate.most_fall_s && way_m.head<2>().norm() < config_.gate.least_step_m;
}

bool SwingTracker::stepped(const SwingSmoother& swing) const {
  return swing.peak_speed_mps() > config_.gate.max_stance_mps;
}

Real SwingTracker::held_up_rad(const SwingSmoother& swing, const TrackedFoot& foot) const {
  const Real pitch_rad = elevation(swing.end_attitude(), foot.x_axis_sensor);
  return std::min(std::abs(pitch_rad - elevation(swing.start_attitude(), foot.x_axis_sensor)),
                  std::abs(pitch_rad - elevation(landed_, foot.x_axis_sensor)));
}

SwingTracker::Belief SwingTracker::belief(const SampleRing& ring, const RestCandidate& c, const SwingSmoother& swing,
                                          Real innovation_rad, std::int64_t known_until,
                                          const TrackedFoot& foot) const {
  // After a step, that is: in stance a foot may tilt as it likes.
  const Real held_rad = stepped(swing) ? held_up_rad(swing, foot) : Real(0);
  const Real speed_share = swing.closing_velocity_mps().norm() / std::max(swing.peak_speed_mps(), Real(0.3));
  const Real doubt = speed_share / config_.gate.max_speed_share + innovation_rad / config_.gate.max_tilt_rad +
                     held_rad / config_.gate.max_held_rad;
  // Quite still and yet a little steeper: a heel that is just held up looks so, and comes down again.
  const bool may_come_down =
      held_rad > config_.gate.flat_rad && ring[c.index].unrest_radps < config_.gate.held_still_radps;
  if (doubt < 1 && held_rad < config_.gate.max_pitch_step_rad && !may_come_down) {
    return Belief::closes;
  }
  const auto certain = std::max<std::int64_t>(1, static_cast<std::int64_t>(rate_hz_ * config_.gate.certain_s));
  return c.flat && stands(ring, std::max(swing.begin(), known_until - certain), known_until, foot) ? Belief::stands
                                                                                                   : Belief::none;
}

/// Whether the foot was still, and by its own force and rate did not travel, in [begin, end).
bool SwingTracker::stands(const SampleRing& ring, std::int64_t begin, std::int64_t end, const TrackedFoot& foot) const {
  for (std::int64_t i = begin; i < end; ++i) {
    if (ring[i].quick_radps > config_.still_radps) {
      return false;
    }
  }
  // Its mean force is gravity: a foot that glides through the middle of a swing then seems to speed up and slow down.
  SwingAttitude a{Quat::Identity(), attitude_.bias()};
  Quat turned = Quat::Identity();
  Vec3 force = ring[begin].acc_mps2;
  for (std::int64_t i = begin + 1; i < end; ++i) {
    const Vec3 rate = (ring[i - 1].gyr_radps + ring[i].gyr_radps) / 2 - a.bias_radps;
    turned = turned * exp_so3(rate * seconds(ring[i].t_us - ring[i - 1].t_us));
    force += turned * ring[i].acc_mps2;
  }
  a.q_start = shortest_rotation(force.normalized(), Vec3::UnitZ());
  return SwingSmoother(ring, begin, end - 1, a, foot.gravity_mps2, config_.swing).peak_speed_mps() <
         config_.gate.certain_mps;
}

/// The stillest of the doubted rests since the anchor from which the motion to `c` closes; nullptr: there is none.
const SwingTracker::Doubted* SwingTracker::rested_between(const SampleRing& ring, const RestCandidate& c,
                                                          const TrackedFoot& foot, Real max_speed_share) const {
  // A rest is about as still as the last one: a dip that is far from that is not worth integrating from or to.
  const Real least_still = std::max(config_.moving_radps, 2 * unrest_around(ring, anchor_, ring.end()));
  const Doubted* best = nullptr;
  for (std::size_t i = 0; i < doubted_count_; ++i) {
    const Doubted& d = doubted_[i];
    if (d.rest.index > anchor_ && d.unrest_radps < least_still &&
        (best == nullptr || d.unrest_radps < best->unrest_radps) &&
        closes_from(ring, d.rest, c, foot, max_speed_share)) {
      best = &d;
    }
  }
  return best;
}

bool SwingTracker::closes_from(const SampleRing& ring, const RestCandidate& from, const RestCandidate& to,
                               const TrackedFoot& foot, Real max_speed_share) const {
  const Vec3 up = mean_acc_mps2(ring, from.index).normalized();
  SwingAttitude level{shortest_rotation(up, Vec3::UnitZ()), attitude_.bias()};
  level.tilt_sd_rad = rest_tilt_sd(ring[from.index].unrest_radps);
  const SwingSmoother trial(ring, from.index, to.index, level, foot.gravity_mps2, config_.swing);
  // A step, not a heel that was held up and came down.
  return trial.duration_s() > config_.min_swing_s && !falls_flat(trial.duration_s(), trial.displacement_m()) &&
         trial.peak_speed_mps() > 2 * config_.gate.max_stance_mps &&
         trial.closing_velocity_mps().norm() < max_speed_share * trial.peak_speed_mps();
}

}  // namespace backstep
