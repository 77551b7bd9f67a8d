#include "dsp/contact/contact_watcher.h"

#include "dsp/base/so3.h"

namespace backstep {

ContactWatcher::ContactWatcher(const WatchConfig& config) : config_(config) {}

void ContactWatcher::start(const KeptSample& rest, const Quat& q_world_sensor, const Vec3& bias_radps,
                           Real gravity_mps2, const FootMotion& foot) {
  running_ = true;
  told_ = below_ = false;
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
  last_ = sample;

  const FootPoint p = foot.at(point_);
  peak_mps_ = std::max(peak_mps_, p.slower_mps);
  if (peak_mps_ < config_.min_peak_mps) {
    return out;
  }
  if (p.slower_mps > config_.lift_share * peak_mps_) {
    out.withdrawn = told_;
    told_ = below_ = false;
  } else if (p.slower_mps < config_.land_share * peak_mps_ && !below_) {
    below_ = true;
    landing_ = {p.t_us, p.pitch_rad - flat_rad_, p.pitch_rate_radps, 0, point_.pos_m};
  }
  if (below_ && !told_ && static_cast<Real>(p.t_us - landing_.t_ic_us) * Real(1e-6) >= config_.confirm_s) {
    told_ = true;
    landing_.turned_rad = p.pitch_rad - flat_rad_ - landing_.pitch_rad;
    out.landing = landing_;
  }
  return out;
}

}  // namespace backstep
