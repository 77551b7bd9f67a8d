#include "dsp/calibration/foot_alignment.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <utility>

#include "dsp/base/so3.h"

namespace backstep {
namespace {

/// Rows are the foot's axes in sensor coordinates, so the matrix takes sensor coordinates to foot ones.
Quat foot_from_axes(const Vec3& x, const Vec3& up) {
  Mat3 m;
  m.row(0) = x;
  m.row(1) = up.cross(x);
  m.row(2) = up;
  return Quat(m);
}

Vec3 any_across(const Vec3& up) {
  const Vec3 a = std::abs(up.x()) < Real(0.9) ? Vec3(Vec3::UnitX()) : Vec3(Vec3::UnitY());
  return (a - up * up.dot(a)).normalized();
}

}  // namespace

FootCalibration turned_about(FootCalibration c) {
  c.q_foot_sensor = Quat(0, 0, 0, 1) * c.q_foot_sensor;  // half a turn about z
  c.toe_log_odds = -c.toe_log_odds;
  c.mean_forward_m = -c.mean_forward_m;
  std::swap(c.ball_m, c.heel_m);
  for (auto* p : {&c.ball_m, &c.heel_m}) {
    if (*p) {
      **p = Vec3(-(*p)->x(), -(*p)->y(), (*p)->z());
    }
  }
  return c;
}

void pool_toe_evidence(FootCalibration& left, FootCalibration& right, const AlignmentConfig& config) {
  const auto open = [](const FootCalibration& c) {
    return c.toe_source == ToeSource::unknown || c.toe_source == ToeSource::signal;
  };
  const auto has_way = [](const FootCalibration& c) { return std::abs(c.mean_forward_m) > Real(0.2); };
  if (!has_way(left) || !has_way(right) || (!open(left) && !open(right))) {
    return;
  }
  const Real same = left.mean_forward_m * right.mean_forward_m > 0 ? Real(1) : Real(-1);
  // A declared or stored end is certain: it speaks for the other foot with far more than the limit.
  const auto odds = [&](const FootCalibration& c) { return open(c) ? c.toe_log_odds : 3 * config.decide_log_odds; };
  const std::uint32_t swings = left.swings + right.swings;
  const Real pooled = pooled_log_odds(odds(left), same * odds(right));
  const auto decide = [&](FootCalibration& c, Real log_odds) {
    if (!open(c)) {
      return;
    }
    c.toe_log_odds = log_odds;
    const bool decided = swings >= config.decide_swings && std::abs(log_odds) > config.decide_log_odds;
    c.toe_source = decided ? ToeSource::signal : ToeSource::unknown;
    if (c.toe_source == ToeSource::signal && log_odds < 0) {
      c = turned_about(c);
    }
  };
  decide(left, pooled);
  decide(right, same * pooled);
}

FootAlignment::FootAlignment(const FootSetup& setup, const AlignmentConfig& config,
                             const std::optional<FootCalibration>& stored)
    : setup_(setup), config_(config), stored_(stored && stored->swings >= config.settled_swings) {
  if (stored) {
    learned_.now = *stored;
  }
  if (setup_.toes_axis_sensor) {
    if (stored && (learned_.now.q_foot_sensor * *setup_.toes_axis_sensor).x() < 0) {
      learned_.now = turned_about(learned_.now);
    }
    learned_.now.toe_source = ToeSource::declared;
  }
}

void FootAlignment::add_rest(const Vec3& mean_acc_mps2, Real unrest_radps) {
  if (stored_) {
    return;
  }
  const Real sd = config_.rest_acc_sd_mps2 + config_.unrest_acc_mps * unrest_radps;
  const Real weight = 1 / (sd * sd), prior = 1 / (config_.gravity_sd_mps2 * config_.gravity_sd_mps2);
  learned_.up_sum += mean_acc_mps2.normalized() * weight;
  learned_.gravity_sum += mean_acc_mps2.norm() * weight;
  learned_.weight_sum += weight;
  ++learned_.now.rests;
  learned_.now.gravity_mps2 = (learned_.gravity_sum + kGravity_mps2 * prior) / (learned_.weight_sum + prior);
  solve();
}

void FootAlignment::add_swing(const Mat3& rate_energy) {
  if (stored_) {
    return;
  }
  learned_.energy += rate_energy;
  ++learned_.now.swings;
  solve();
}

void FootAlignment::add_travel(Real forward_m) {
  if (!stored_) {
    learned_.now.mean_forward_m +=
        (forward_m - learned_.now.mean_forward_m) / static_cast<Real>(std::max<std::uint32_t>(learned_.now.swings, 1U));
  }
}

void FootAlignment::solve() {
  if (learned_.now.rests == 0) {
    return;
  }
  const Vec3 up = learned_.up_sum.normalized();
  const Vec3 e1 = any_across(up);
  const Vec3 e2 = up.cross(e1);
  Eigen::Matrix<Real, 2, 2> energy;
  energy << e1.dot(learned_.energy * e1), e1.dot(learned_.energy * e2), e1.dot(learned_.energy * e2),
      e2.dot(learned_.energy * e2);
  const Real trace = energy.trace();
  Vec3 hint = Vec3::Zero();
  if (setup_.toes_axis_sensor) {
    const Vec3 toes = *setup_.toes_axis_sensor - up * up.dot(*setup_.toes_axis_sensor);
    if (toes.norm() > Real(0.1)) {
      hint = toes.normalized();
    }
  }
  if (trace <= 0) {
    learned_.now.q_foot_sensor = foot_from_axes(hint.norm() > 0 ? hint : e1, up);
    return;
  }
  energy /= trace;
  if (hint.norm() > 0) {
    const Vec3 across = up.cross(hint);
    const Eigen::Matrix<Real, 2, 1> m(across.dot(e1), across.dot(e2));
    // The less clear the measured axis, the more the user's word counts: in proportion to the lesser axis' share.
    const Real lesser = Real(0.5) - std::sqrt(std::max(Real(0), Real(0.25) - energy.determinant()));
    energy += config_.declared_weight * lesser * m * m.transpose();
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix<Real, 2, 2>> eigen(energy);
  const Eigen::Matrix<Real, 2, 1> m = eigen.eigenvectors().col(1);
  const Vec3 across = e1 * m.x() + e2 * m.y();
  Vec3 x = across.cross(up);
  const Vec3 towards =
      hint.norm() > 0 ? hint
                      : (learned_.now.swings > 1 ? Vec3(learned_.now.q_foot_sensor.conjugate() * Vec3::UnitX()) : x);
  x = x.dot(towards) < 0 ? Vec3(-x) : x;
  learned_.now.q_foot_sensor = foot_from_axes(x, up);
  // Spread of a principal axis estimated from n independent swings (Anderson 1963, asymptotic).
  const Real minor = std::max(eigen.eigenvalues()[0], Real(1e-6)), major = eigen.eigenvalues()[1];
  const Real n = static_cast<Real>(std::max<std::uint32_t>(learned_.now.swings, 1U));
  learned_.now.axis_sd_rad = std::min(kPi / 2, std::sqrt(minor * major / n) / std::max(major - minor, Real(1e-6)));
}

bool FootAlignment::add_toe_cues(const ToeCues& cues) {
  learned_.toes.add(cues, config_.toes);
  if (stored_) {
    return false;
  }
  learned_.now.toe_log_odds = toe_log_odds();
  if (setup_.toes_axis_sensor) {
    return false;  // the user's word stands; the odds tell whether the signal agrees with it
  }
  const bool decided =
      learned_.toes.swings() >= config_.decide_swings && std::abs(learned_.now.toe_log_odds) > config_.decide_log_odds;
  learned_.now.toe_source = decided ? ToeSource::signal : ToeSource::unknown;
  if (!decided || learned_.now.toe_log_odds > 0) {
    return false;
  }
  learned_.now = turned_about(learned_.now);
  learned_.toes.turn_about();
  return true;
}

bool FootAlignment::settled() const {
  return stored_ || (learned_.now.rests >= config_.settled_rests && learned_.now.swings >= config_.settled_swings);
}

}  // namespace backstep
