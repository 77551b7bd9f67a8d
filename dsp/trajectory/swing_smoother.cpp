#include "dsp/trajectory/swing_smoother.h"

#include <algorithm>
#include <cmath>

namespace backstep {
namespace {

Real seconds(std::uint32_t us) { return static_cast<Real>(us) * Real(1e-6); }

/// The attitude one sample later. `drift_radps`: world, added to what the gyroscope says; small.
inline Quat turned(const Quat& q, const SampleRing::Values& a, const SampleRing::Values& b, const Vec3& bias_radps,
                   const Vec3& drift_radps, Real dt_s) {
  Quat out = q * exp_so3(((a.gyr_radps + b.gyr_radps) / 2 - bias_radps) * dt_s);
  const Vec3 half = drift_radps * (dt_s / 2);
  out.coeffs() += (Quat(0, half.x(), half.y(), half.z()) * out).coeffs();
  // One step of Newton's method: the length is 1 to the last digits already.
  out.coeffs() *= Real(1.5) - out.squaredNorm() / 2;
  return out;
}

}  // namespace

Turn turn_between(const SampleRing& ring, std::int64_t begin, std::int64_t end, const Quat& q_start,
                  const Vec3& bias_radps, const SwingConfig& config) {
  Turn out;
  out.q_end = q_start;
  Mat3 r_before = q_start.toRotationMatrix();
  Vec3 change = Vec3::Zero();
  Real clipped_rad = 0;  // all of one sign
  for (std::int64_t i = begin + 1; i <= end; ++i) {
    const SampleRing::Values &a = ring.values(i - 1), &b = ring.values(i);
    const Real dt = seconds(b.low_us - a.low_us);
    out.q_end = turned(out.q_end, a, b, bias_radps, Vec3::Zero(), dt);
    const Mat3 r = out.q_end.toRotationMatrix();
    out.integral_r_s += (r_before + r) * (dt / 2);
    r_before = r;
    out.rotation_rad += (b.gyr_radps - bias_radps).norm() * dt;
    out.duration_s += dt;
    if (ring.after_gap(i)) {
      const Real lost = config.gap_rate_sd_radps * dt;
      out.hidden_variance_rad2 += lost * lost;
    }
    clipped_rad += ring.gyr_clipped(i) ? config.clipped_rate_sd_radps * dt : Real(0);
    const Vec3 bend = b.gyr_radps - a.gyr_radps - change;
    change = b.gyr_radps - a.gyr_radps;
    const Real lost = config.impact_tilt_share * dt;
    out.hidden_variance_rad2 += i > begin + 1 ? lost * lost * bend.squaredNorm() : Real(0);
  }
  out.hidden_variance_rad2 += clipped_rad * clipped_rad;
  return out;
}

SwingSmoother::Walker::Walker(const SwingSmoother& swing)
    : s(swing),
      index(swing.begin_),
      q(swing.attitude_.q_start),
      vel(swing.attitude_.start_vel_mps),
      sample(&swing.ring_->values(index)),
      t_us((*swing.ring_)[index].t_us),
      bend_from(Vec3::Zero()) {
  acc_world = q * sample->acc_mps2 - Vec3(0, 0, s.gravity_);
}

void SwingSmoother::Walker::step() {
  const SampleRing::Values &a = *sample, &b = s.ring_->values(index + 1);
  sample = &b;
  const std::uint32_t dt_us = b.low_us - a.low_us;
  t_us += dt_us;
  const Real dt = seconds(dt_us);
  const Vec3 acc_before = acc_world, vel_before = vel;
  t_s += dt;
  q = turned(q, a, b, s.attitude_.bias_radps, s.drift_, dt);
  acc_world = q * b.acc_mps2 - Vec3(0, 0, s.gravity_);
  vel += (acc_before + acc_world) * (dt / 2);
  pos += (vel_before + vel) * (dt / 2);

  // An impact shows as a bend at the sample before: the change of the specific force there against the one before.
  const Vec3 change = b.acc_mps2 - a.acc_mps2;
  const Real lost_mps = index > s.begin_ ? s.impact_s2pm_ * (change - bend_from).squaredNorm() * dt : Real(0);
  bend_from = change;
  Real q_step = s.noise_m2ps3_ * dt + lost_mps * lost_mps;
  if (s.ring_->after_gap(index + 1)) {
    const Real lost = s.config_.gap_acc_sd_mps2 * dt, turned_rad = s.config_.gap_rate_sd_radps * dt;
    q_step += lost * lost;
    gap_tilt_var += turned_rad * turned_rad;
    since_gap_s = 0;
  }
  if (gap_tilt_var > 0) {
    // A tilt from here on gives a velocity of g theta t: variance (g theta t)^2, which grows by its derivative.
    const Real tilt_step = 2 * s.gravity_ * s.gravity_ * gap_tilt_var * since_gap_s * dt;
    since_gap_s += dt;
    tilt_walk_sum += (tilt_walk + tilt_step / 2) * dt;
    tilt_walk += tilt_step;
  }
  walk_sum += (walk + q_step / 2) * dt;
  walk += q_step;
  ++index;
}

SwingSmoother::SwingSmoother(const SampleRing& ring, std::int64_t begin, std::int64_t end,
                             const SwingAttitude& attitude, Real gravity_mps2, const SwingConfig& config)
    : ring_(&ring),
      begin_(begin),
      end_(end),
      attitude_(attitude),
      gravity_(gravity_mps2),
      config_(config),
      duration_(seconds(ring[end].t_us - ring[begin].t_us)),
      noise_m2ps3_(config.acc_noise_mps2_sqrthz * config.acc_noise_mps2_sqrthz),
      impact_s2pm_(config.impact_share / config.impact_mps2),
      drift_(duration_ > 0 ? Vec3(attitude.end_theta_rad / duration_) : Vec3(Vec3::Zero())) {
  Walker w(*this);
  Vec3 position_var = Vec3::Zero();  // of the random walk alone: d/dt Cov(p,p) = 2 Cov(p,v), Cov(p,v) = integral of S
  while (w.index < end_) {
    const Real before_s = w.t_s;
    const Vec3 cross_before = w.walk_sums();
    w.step();
    position_var += (cross_before + w.walk_sums()) * (w.t_s - before_s);
  }
  closing_velocity_ = w.vel - attitude_.end_vel_mps;
  end_attitude_ = w.q;
  const Real bias_var = config_.acc_bias_sd_mps2 * config_.acc_bias_sd_mps2;
  const Real tilted = gravity_ * attitude_.tilt_sd_rad;
  bias_var_ << bias_var + tilted * tilted, bias_var + tilted * tilted, bias_var;
  const Real t = duration_;
  closing_walk_ = w.walks();
  closing_var_ = (w.walks() + bias_var_ * (t * t)).array() + attitude_.rest_speed_sd_mps * attitude_.rest_speed_sd_mps;
  weighted_closing_ = closing_velocity_.cwiseQuotient(closing_var_);
  const Vec3 position_velocity = w.walk_sums() + bias_var_ * (t * t * t / 2);
  displacement_ = w.pos - position_velocity.cwiseProduct(weighted_closing_);
  displacement_var_ =
      position_var + bias_var_ * (t * t * t * t / 4) - position_velocity.cwiseAbs2().cwiseQuotient(closing_var_);
  const Real slow = config_.pause_mps * config_.pause_mps, fast = 4 * slow;  // squared, as the speeds
  Real slowest = slow;
  bool was_fast = false, paused = false;
  visit([&](const MotionPoint& m) {
    const Real speed = m.vel_mps.squaredNorm();
    peak_speed_ = std::max(peak_speed_, speed);
    if (speed > fast) {
      was_fast = true;
      paused = pause_after_ > 0;
    } else if (was_fast && !paused && speed < slowest) {
      slowest = speed;
      pause_after_ = static_cast<std::int32_t>(m.index - begin_);
      pause_height_m_ = m.pos_m.z();
    }
  });
  pause_after_ = paused ? pause_after_ : 0;
  peak_speed_ = std::sqrt(peak_speed_);
}

MotionPoint SwingSmoother::smoothed(const Walker& w) const {
  const SampleRing::Values& k = *w.sample;
  MotionPoint m;
  m.index = w.index;
  m.t_us = w.t_us;
  m.q_world_sensor = w.q;
  if (attitude_.moving_start) {
    m.vel_mps = w.vel - closing_velocity_;
    m.pos_m = w.pos - closing_velocity_ * w.t_s;
  } else {
    m.vel_mps = w.vel - (w.walks() + bias_var_ * (w.t_s * duration_)).cwiseProduct(weighted_closing_);
    m.pos_m = w.pos - (w.walk_sums() + bias_var_ * (w.t_s * w.t_s * duration_ / 2)).cwiseProduct(weighted_closing_);
  }
  m.gyr_radps = k.gyr_radps - attitude_.bias_radps;
  m.acc_mps2 = k.acc_mps2;
  return m;
}

}  // namespace backstep
