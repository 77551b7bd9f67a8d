#include "dsp/contact/pivots.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <utility>

#include "dsp/base/so3.h"

namespace backstep {
namespace {

// Before anything is known: a sensor on the instep of an adult's shoe.
const Vec3 kPriorBall_m(Real(0.10), 0, Real(-0.08));
const Vec3 kPriorHeel_m(Real(-0.10), 0, Real(-0.08));

}  // namespace

PivotEstimator::PivotEstimator(const PivotConfig& config) : config_(config) {
  ball_.prior = ball_.position = kPriorBall_m;
  heel_.prior = heel_.position = kPriorHeel_m;
}

PivotEstimator::PivotEstimator(const FootCalibration& stored, const PivotConfig& config) : PivotEstimator(config) {
  const auto keep = [](Pivot& p, const std::optional<Vec3>& position) {
    p.position = position.value_or(p.prior);
    p.stored = position.has_value();
  };
  keep(ball_, stored.ball_m);
  keep(heel_, stored.heel_m);
  if (!fits(ball_) || !fits(heel_) || !far_apart()) {
    *this = PivotEstimator(config);
  }
}

/// No shoe is so large that a sensor on it is farther from the part it rolls about.
bool PivotEstimator::fits(const Pivot& p) const {
  const Vec3 off = (p.position - p.prior).cwiseAbs();
  return off.x() <= config_.farthest_m.x() && off.y() <= config_.farthest_m.y() && off.z() <= config_.farthest_m.z();
}

bool PivotEstimator::far_apart() const { return ball_.position.x() - heel_.position.x() >= config_.least_apart_m; }

void PivotEstimator::add(const Vec3& vel_mps, const Vec3& gyr_radps, Real pitch_rad, Real dt_s) {
  const Real steep = std::abs(pitch_rad);
  if (std::abs(gyr_radps.y()) < config_.min_rate_radps || steep < config_.min_pitch_rad ||
      steep > config_.max_pitch_rad) {
    return;
  }
  const Real weight_s = dt_s * std::min(Real(1), steep * steep / (config_.plain_rad * config_.plain_rad));
  Pivot& p = pitch_rad < 0 ? ball_ : heel_;
  const Mat3 w = skew(gyr_radps);
  p.normal += w.transpose() * w * weight_s;
  p.right -= w.transpose() * vel_mps * weight_s;
  p.square += vel_mps.squaredNorm() * weight_s;
  p.seconds += weight_s;
}

void PivotEstimator::solve(Pivot& p) const {
  if (p.stored || p.seconds <= 0) {
    return;
  }
  const Mat3 prior = Mat3::Identity() / (config_.prior_sd_m * config_.prior_sd_m);
  Real velocity_var = config_.velocity_sd_mps * config_.velocity_sd_mps;
  // Twice: what the first fit leaves tells how well the pivots of this foot stand still.
  for (int round = 0; round < 2; ++round) {
    // Samples of one roll share one velocity error, so they count by their time, not their number.
    const Real weight = Real(20) / velocity_var;
    p.position = (p.normal * weight + prior).inverse() * (p.right * weight + prior * p.prior);
    const Real left = p.square - 2 * p.right.dot(p.position) + p.position.dot(p.normal * p.position);
    velocity_var = std::max(velocity_var, left / p.seconds);
  }
  p.found = fits(p);  // else the foot did not roll about a point
  p.position = p.found ? p.position : p.prior;
}

void PivotEstimator::solve() {
  solve(ball_);
  solve(heel_);
  const auto placed = [](const Pivot& p) { return p.stored || p.found; };
  if (placed(ball_) && placed(heel_) && !(ball_.stored && heel_.stored) && !far_apart()) {
    // A foot that is held up before it comes down turns about its ball beyond what seemed flat.
    Pivot& mistaken = heel_.stored || (!ball_.stored && ball_.seconds < heel_.seconds) ? ball_ : heel_;
    mistaken.position = mistaken.prior;
    mistaken.found = false;
  }
}

void PivotEstimator::turn_about() {
  const auto turn = [](Pivot& p) {
    const Vec3 d(-1, -1, 1);
    p.position = p.position.cwiseProduct(d);
    p.right = p.right.cwiseProduct(d);
    p.normal = d.asDiagonal() * p.normal * d.asDiagonal();
  };
  turn(ball_);
  turn(heel_);
  std::swap(ball_, heel_);
  ball_.prior = kPriorBall_m;
  heel_.prior = kPriorHeel_m;
}

}  // namespace backstep
