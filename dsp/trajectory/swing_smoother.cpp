#include "dsp/trajectory/swing_smoother.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

namespace backstep {
namespace {

Real seconds(std::int64_t us) { return static_cast<Real>(us) * Real(1e-6); }

}  // namespace

SwingSmoother::Walker::Walker(const SwingSmoother& swing)
    : s(swing), index(swing.begin_), q_gyro(swing.attitude_.q_start), q(q_gyro), vel(swing.attitude_.start_vel_mps) {
  s.take_attitude(*this);
}

void SwingSmoother::take_attitude(Walker& w) const {
  const Real share = duration_ > 0 ? w.t_s / duration_ : Real(0);
  w.q = exp_so3(attitude_.end_theta_rad * share) * w.q_gyro;
  w.acc_world = w.q * (*ring_)[w.index].acc_mps2 - Vec3(0, 0, gravity_);
}

void SwingSmoother::add_impact(Walker& w, Real dt_s, Mat3& walk_step) const {
  if (w.index <= ring_->begin() || w.index + 1 >= ring_->end()) {
    return;
  }
  const KeptSample &a = (*ring_)[w.index - 1], &b = (*ring_)[w.index], &c = (*ring_)[w.index + 1];
  const Real bend2 = (c.acc_mps2 - 2 * b.acc_mps2 + a.acc_mps2).squaredNorm();
  const Real lost_mps = config_.impact_share * bend2 / config_.impact_mps2 * dt_s;
  walk_step.diagonal().array() += lost_mps * lost_mps;
  const Real turned2 = (c.gyr_radps - 2 * b.gyr_radps + a.gyr_radps).squaredNorm() * dt_s * dt_s;
  w.impact_tilt_var += config_.impact_tilt_share * config_.impact_tilt_share * turned2;
}

void SwingSmoother::Walker::step() {
  const KeptSample& a = (*s.ring_)[index];
  const KeptSample& b = (*s.ring_)[index + 1];
  const Real dt = seconds(b.t_us - a.t_us);
  const Vec3 acc_before = acc_world, vel_before = vel;
  ++index;
  t_s += dt;
  q_gyro = (q_gyro * exp_so3(((a.gyr_radps + b.gyr_radps) / 2 - s.attitude_.bias_radps) * dt)).normalized();
  s.take_attitude(*this);
  vel += (acc_before + acc_world) * (dt / 2);
  pos += (vel_before + vel) * (dt / 2);

  const Real white = s.config_.acc_noise_mps2_sqrthz * s.config_.acc_noise_mps2_sqrthz * dt;
  Mat3 q_step = Mat3::Identity() * white;
  if ((b.flags & kAfterGap) != 0) {
    const Real lost = s.config_.gap_acc_sd_mps2 * dt;
    q_step += Mat3::Identity() * (lost * lost);
    const Real turned = s.config_.gap_rate_sd_radps * dt;
    gap_tilt_var += turned * turned;
    since_gap_s = 0;
  }
  // A tilt from here on gives a velocity of g theta t: variance (g theta t)^2, which grows by its derivative.
  q_step.diagonal().head<2>().array() += 2 * s.gravity_ * s.gravity_ * gap_tilt_var * since_gap_s * dt;
  since_gap_s += dt;
  s.add_impact(*this, dt, q_step);
  walk_sum += (walk_cov + q_step / 2) * dt;
  walk_cov += q_step;
}

SwingSmoother::SwingSmoother(const SampleRing& ring, std::int64_t begin, std::int64_t end,
                             const SwingAttitude& attitude, Real gravity_mps2, const SwingConfig& config)
    : ring_(&ring),
      begin_(begin),
      end_(end),
      attitude_(attitude),
      gravity_(gravity_mps2),
      config_(config),
      duration_(seconds(ring[end].t_us - ring[begin].t_us)) {
  Walker w(*this);
  Mat3 position_cov = Mat3::Zero();  // of the random walk alone: d/dt Cov(p,p) = 2 Cov(p,v), Cov(p,v) = integral of S
  while (w.index < end_) {
    const Real before_s = w.t_s;
    const Mat3 cross_before = w.walk_sum;
    const Mat3 r_before = w.q.toRotationMatrix();
    w.step();
    const Real dt = w.t_s - before_s;
    position_cov += (cross_before + w.walk_sum) * dt;
    integral_r_ += (r_before + w.q.toRotationMatrix()) * (dt / 2);
    rotation_ += (ring[w.index].gyr_radps - attitude_.bias_radps).norm() * dt;
  }
  hidden_tilt_var_ = w.gap_tilt_var + w.impact_tilt_var;
  closing_velocity_ = w.vel - attitude_.end_vel_mps;
  end_attitude_ = w.q;
  const Real bias_var = config_.acc_bias_sd_mps2 * config_.acc_bias_sd_mps2;
  const Real tilted = gravity_ * attitude_.tilt_sd_rad;
  bias_cov_.diagonal() << bias_var + tilted * tilted, bias_var + tilted * tilted, bias_var;
  const Mat3& b = bias_cov_;
  const Real t = duration_;
  const Mat3 closing_cov =
      w.walk_cov + b * (t * t) + Mat3::Identity() * (attitude_.rest_speed_sd_mps * attitude_.rest_speed_sd_mps);
  closing_walk_ = w.walk_cov;
  closing_inverse_ = closing_cov.inverse();
  weighted_closing_ = closing_inverse_ * closing_velocity_;
  const Mat3 position_velocity = w.walk_sum + b * (t * t * t / 2);
  displacement_ = w.pos - position_velocity * weighted_closing_;
  displacement_cov_ =
      position_cov + b * (t * t * t * t / 4) - position_velocity * closing_inverse_ * position_velocity.transpose();
  visit([this](const MotionPoint& m) { peak_speed_ = std::max(peak_speed_, m.vel_mps.norm()); });
}

Real SwingSmoother::closing_distance2() const { return closing_velocity_.dot(weighted_closing_); }

MotionPoint SwingSmoother::smoothed(const Walker& w) const {
  const KeptSample& k = (*ring_)[w.index];
  MotionPoint m;
  m.index = w.index;
  m.t_us = k.t_us;
  m.q_world_sensor = w.q;
  if (attitude_.moving_start) {
    m.vel_mps = w.vel - closing_velocity_;
    m.pos_m = w.pos - closing_velocity_ * w.t_s;
  } else {
    const Vec3 steady = bias_cov_ * weighted_closing_;
    m.vel_mps = w.vel - (w.walk_cov * weighted_closing_ + steady * (w.t_s * duration_));
    m.pos_m = w.pos - (w.walk_sum * weighted_closing_ + steady * (w.t_s * w.t_s * duration_ / 2));
  }
  m.gyr_radps = k.gyr_radps - attitude_.bias_radps;
  m.acc_mps2 = k.acc_mps2;
  return m;
}

}  // namespace backstep
