#include "dsp/contact/contact_watcher.h"

#include <algorithm>

#include "dsp/base/so3.h"

namespace backstep {

ContactWatcher::ContactWatcher(const WatchConfig& config) : config_(config) {}

void ContactWatcher::start(const KeptSample& rest, const Quat& q_world_sensor, const Vec3& bias_radps,
                           Real gravity_mps2, const FootMotion& foot) {
  running_ = true;
  told_ = below_ = shocked_ = false;
  usual_jerk_mps3_ = 0;
  last_ = rest;
  point_ = {};
  point_.t_us = rest.t_us;
  point_.q_world_sensor = q_world_sensor;
  bias_ = bias_radps;
  gravity_ = gravity_mps2;
  acc_world_ = q_world_sensor * rest.acc_mps2 - Vec3(0, 0, gravity_);
  flat_rad_ = pitch_of(q_world_sensor, foot.x_axis_sensor());
  peak_mps_ = 0;
}

WatchResult ContactWatcher::push(const KeptSample& sample, const FootMotion& foot) {
  WatchResult out;
  if (!running_) {
    return out;
  }
  const Instant before{last_.t_us, point_.q_world_sensor};
  const Real dt = static_cast<Real>(sample.t_us - last_.t_us) * Real(1e-6);
  const Vec3 rate = (last_.gyr_radps + sample.gyr_radps) / 2 - bias_;
  point_.q_world_sensor = (point_.q_world_sensor * exp_so3(rate * dt)).normalized();
  const Vec3 acc_before = acc_world_, vel_before = point_.vel_mps;
  acc_world_ = point_.q_world_sensor * sample.acc_mps2 - Vec3(0, 0, gravity_);
  point_.vel_mps += (acc_before + acc_world_) * (dt / 2);
  point_.pos_m += (vel_before + point_.vel_mps) * (dt / 2);
  point_.gyr_radps = sample.gyr_radps - bias_;
  point_.acc_mps2 = sample.acc_mps2;
  point_.t_us = sample.t_us;

  const Real speed_mps = foot.slower_mps(point_);
  peak_mps_ = std::max(peak_mps_, speed_mps);
  const bool near = speed_mps < config_.near_share * peak_mps_;
  const bool shock = is_shock(sample, dt, near);
  last_ = sample;
  if (peak_mps_ < config_.min_peak_mps) {
    return out;
  }
  const bool slow = speed_mps < config_.land_share * peak_mps_;
  if (speed_mps > config_.lift_share * peak_mps_) {
    out.withdrawn = told_;
    told_ = below_ = shocked_ = false;
  } else if (slow && !below_) {
    below_ = true;
    slow_ = landing_since({point_.t_us, point_.q_world_sensor}, foot);
  }
  if (shock && !shocked_) {
    shocked_ = true;
    shock_ = landing_since(before, foot);
  }
  const auto since_s = [&](const Landing& l) { return static_cast<Real>(sample.t_us - l.t_ic_us) * Real(1e-6); };
  const bool by_shock = shocked_ && slow && since_s(shock_) >= config_.confirm_s;
  if (!told_ && (by_shock || (below_ && !shocked_ && since_s(slow_) >= config_.shockless_s))) {
    told_ = true;
    out.landing = by_shock ? shock_ : slow_;
    out.landing->shock = by_shock;
    out.landing->turned_rad = foot.at(point_).pitch_rad - flat_rad_ - out.landing->pitch_rad;
  }
  return out;
}

Landing ContactWatcher::landing_since(const Instant& before, const FootMotion& foot) const {
  const FootPoint now = foot.at(point_);
  const Real before_rad = pitch_of(before.q_world_sensor, foot.x_axis_sensor());
  return {(before.t_us + now.t_us) / 2,
          (before_rad + now.pitch_rad) / 2 - flat_rad_,
          now.pitch_rate_radps,
          0,
          false,
          point_.pos_m};
}

/// Whether the specific force jumped as it does at contact. Learns from the swing how much it changes without.
bool ContactWatcher::is_shock(const KeptSample& sample, Real dt_s, bool near) {
  const Real jerk_mps3 = (sample.acc_mps2 - last_.acc_mps2).norm() / dt_s;
  if (!near) {
    usual_jerk_mps3_ += (jerk_mps3 - usual_jerk_mps3_) * std::min(Real(1), dt_s / config_.usual_s);
    return false;
  }
  return jerk_mps3 > std::max(config_.shock_mps3, config_.shock_contrast * usual_jerk_mps3_);
}

}  // namespace backstep
