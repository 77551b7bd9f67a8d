#include "dsp/contact/contact_watcher.h"

#include <algorithm>

#include "dsp/base/so3.h"

namespace backstep {

ContactWatcher::ContactWatcher(const WatchConfig& config, const ShockConfig& shock)
    : config_(config), contact_shock_(shock) {}

void ContactWatcher::start(const KeptSample& rest, const Quat& q_world_sensor, const Vec3& bias_radps,
                           Real gravity_mps2, const FootMotion& foot) {
  running_ = true;
  told_ = below_ = false;
  contact_shock_.start();
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
  const MotionPoint before = point_;
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
  const Real jerk_mps3 = (sample.acc_mps2 - last_.acc_mps2).norm() / dt;
  const bool onset = contact_shock_.push(jerk_mps3, dt, speed_mps < contact_shock_.near_share() * peak_mps_);
  last_ = sample;
  if (peak_mps_ < config_.min_peak_mps) {
    return out;
  }
  const bool slow = speed_mps < config_.land_share * peak_mps_;
  if (speed_mps > config_.lift_share * peak_mps_) {
    out.withdrawn = told_;
    told_ = below_ = false;
    contact_shock_.forget();
  } else if (slow && !below_) {
    below_ = true;
    slow_ = landing_at(foot.at(point_));
  }
  if (!told_ && onset) {
    before_shock_rad_ = foot.at(before).pitch_rad - flat_rad_;
    shock_interval_s_ = dt;
    shock_ = landing_at(foot.at(point_));
  }
  const auto since_s = [&](const Landing& l) { return static_cast<Real>(sample.t_us - l.t_ic_us) * Real(1e-6); };
  const bool shocked = contact_shock_.found();
  const bool by_shock = shocked && slow && since_s(shock_) >= config_.confirm_s;
  if (!told_ && (by_shock || (below_ && !shocked && since_s(slow_) >= config_.shockless_s))) {
    told_ = true;
    out.landing = by_shock ? shocked_landing() : slow_;
    out.landing->shock = by_shock;
    out.landing->turned_rad = foot.at(point_).pitch_rad - flat_rad_ - out.landing->pitch_rad;
  }
  return out;
}

Landing ContactWatcher::landing_at(const FootPoint& p) const {
  return {.t_ic_us = p.t_us,
          .pitch_rad = p.pitch_rad - flat_rad_,
          .pitch_rate_radps = p.pitch_rate_radps,
          .moved_m = point_.pos_m};
}

/// Where in its interval the shock began.
Landing ContactWatcher::shocked_landing() const {
  Landing landing = shock_;
  const Real back = 1 - contact_shock_.share();
  landing.t_ic_us -= static_cast<std::int64_t>(back * shock_interval_s_ * Real(1e6));
  landing.pitch_rad -= back * (shock_.pitch_rad - before_shock_rad_);
  return landing;
}

}  // namespace backstep
