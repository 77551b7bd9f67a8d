#include "dsp/calibration/foot_alignment.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

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

FootAlignment::FootAlignment(const FootSetup& setup, const AlignmentConfig& config,
                             const std::optional<FootCalibration>& stored)
    : setup_(setup), config_(config), stored_(stored.has_value()) {
  if (stored) {
    now_ = *stored;
  }
  if (setup_.toes_axis_sensor) {
    now_.toe_source = ToeSource::declared;
  }
}

void FootAlignment::add_rest(const Vec3& mean_acc_mps2) {
  if (stored_) {
    return;
  }
  up_sum_ += mean_acc_mps2.normalized();
  gravity_sum_ += mean_acc_mps2.norm();
  ++now_.rests;
  now_.gravity_mps2 = gravity_sum_ / static_cast<Real>(now_.rests);
  solve();
}

void FootAlignment::add_swing(const Mat3& rate_energy) {
  if (stored_) {
    return;
  }
  energy_ += rate_energy;
  ++now_.swings;
  solve();
}

void FootAlignment::solve() {
  if (now_.rests == 0) {
    return;
  }
  const Vec3 up = up_sum_.normalized();
  const Vec3 e1 = any_across(up);
  const Vec3 e2 = up.cross(e1);
  Eigen::Matrix<Real, 2, 2> energy;
  energy << e1.dot(energy_ * e1), e1.dot(energy_ * e2), e1.dot(energy_ * e2), e2.dot(energy_ * e2);
  const Real trace = energy.trace();
  Vec3 hint = Vec3::Zero();
  if (setup_.toes_axis_sensor) {
    const Vec3 toes = *setup_.toes_axis_sensor - up * up.dot(*setup_.toes_axis_sensor);
    if (toes.norm() > Real(0.1)) {
      hint = toes.normalized();
    }
  }
  if (trace <= 0) {
    now_.q_foot_sensor = foot_from_axes(hint.norm() > 0 ? hint : e1, up);
    return;
  }
  energy /= trace;
  if (hint.norm() > 0) {
    const Vec3 across = up.cross(hint);
    const Eigen::Matrix<Real, 2, 1> m(across.dot(e1), across.dot(e2));
    energy += config_.declared_weight * m * m.transpose();
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix<Real, 2, 2>> eigen(energy);
  const Eigen::Matrix<Real, 2, 1> m = eigen.eigenvectors().col(1);
  const Vec3 across = e1 * m.x() + e2 * m.y();
  Vec3 x = across.cross(up);
  const Vec3 towards =
      hint.norm() > 0 ? hint : (now_.swings > 1 ? Vec3(now_.q_foot_sensor.conjugate() * Vec3::UnitX()) : x);
  x = x.dot(towards) < 0 ? Vec3(-x) : x;
  now_.q_foot_sensor = foot_from_axes(x, up);
  // Spread of a principal axis estimated from n independent swings (Anderson 1963, asymptotic).
  const Real minor = std::max(eigen.eigenvalues()[0], Real(1e-6)), major = eigen.eigenvalues()[1];
  const Real n = static_cast<Real>(std::max(now_.swings, 1U));
  now_.axis_sd_rad = std::min(kPi / 2, std::sqrt(minor * major / n) / std::max(major - minor, Real(1e-6)));
}

void FootAlignment::add_toe_cues(const ToeCues& cues) {
  if (setup_.toes_axis_sensor || (stored_ && now_.toe_source == ToeSource::stored)) {
    return;
  }
  const Real floor_rad = deg_to_rad(3);
  const Real cue = std::log(std::max(cues.toe_down_rad, floor_rad) / std::max(cues.toe_up_rad, floor_rad));
  ++cues_;
  cue_sum_ += cue;
  cue_square_sum_ += cue * cue;
  (void)cue_square_sum_;
}

bool FootAlignment::settled() const {
  return stored_ || (now_.rests >= config_.settled_rests && now_.swings >= config_.settled_swings);
}

}  // namespace backstep
