#include "data/walker/walker.h"

#include <algorithm>
#include <cmath>

#include "data/walker/plan.h"
#include "data/walker/sensor.h"

namespace backstep::walker {
namespace {

/// A sensor looks faster than it reports and averages: so shocks between two samples are not lost.
constexpr int kLooksPerSample = 8;
constexpr std::int64_t kSamplesPerReport = 4096;

struct Place {
  Vec3 pos_m;
  double yaw_rad;
};

/// One foot's motion, seen from the world and by the sensor on it.
class Shoe {
 public:
  Shoe(const WalkerConfig& config, const FootMotion& motion, const Mounting& mounting)
      : motion_(motion),
        mounting_(mounting),
        q_world_surface_(Eigen::AngleAxis<Real>(-config.incline_rad, Vec3::UnitY())) {}

  TruthSample truth(double t_s) const {
    const RigidState s = motion_.at(t_s, mounting_.position_m);
    return {t_s, q_world_surface_ * s.pos_m, q_world_surface_ * s.vel_mps,
            (q_world_surface_ * s.q * mounting_.q_foot_sensor).normalized(), s.pitch_rad};
  }

  /// Mean specific force and angular rate in the sensor's axes over [t - width/2, t + width/2).
  ImuSample look(double t_s, double width_s) const {
    const Vec3 up = kGravity_mps2 * (q_world_surface_.conjugate() * Vec3::UnitZ());
    const Quat q_sensor_foot = mounting_.q_foot_sensor.conjugate();
    ImuSample sample;
    for (int i = 0; i < kLooksPerSample; ++i) {
      const RigidState s = motion_.at(t_s + width_s * ((i + 0.5) / kLooksPerSample - 0.5), mounting_.position_m);
      sample.acc_mps2 += q_sensor_foot * (s.q.conjugate() * (s.acc_mps2 + up)) / kLooksPerSample;
      sample.gyr_radps += q_sensor_foot * s.rate_radps / kLooksPerSample;
    }
    return sample;
  }

  /// Mean place during the rest of a stance.
  Place rest(const StanceTruth& stance) const {
    constexpr int kPoints = 40;
    Place place = {Vec3::Zero(), 0};
    for (int i = 0; i < kPoints; ++i) {
      const double t_s = stance.flat_s + (stance.rise_s - stance.flat_s) * (i + 0.5) / kPoints;
      const RigidState s = motion_.at(t_s, mounting_.position_m);
      const Vec3 toes = s.q * Vec3::UnitX();
      place.pos_m += q_world_surface_ * s.pos_m / kPoints;
      place.yaw_rad = std::atan2(toes.y(), toes.x());  // the heading stays within a stance
    }
    return place;
  }

 private:
  const FootMotion& motion_;
  const Mounting& mounting_;
  Quat q_world_surface_;
};

std::vector<TruthStride> true_strides(const Shoe& shoe, const std::vector<StanceTruth>& stances) {
  std::vector<TruthStride> strides;
  for (std::size_t i = 1; i < stances.size(); ++i) {
    const StanceTruth& from = stances[i - 1];
    const StanceTruth& to = stances[i];
    const Place a = shoe.rest(from);
    const Place b = shoe.rest(to);
    const Vec3 way = b.pos_m - a.pos_m;
    TruthStride s;
    s.stride = static_cast<int>(i);
    s.start_s = (from.flat_s + from.rise_s) / 2;
    s.end_s = (to.flat_s + to.rise_s) / 2;
    s.t_rise_s = from.rise_s;
    s.t_left_s = from.left_s;
    s.t_landed_s = to.landed_s;
    s.t_flat_s = to.flat_s;
    s.turn_rad = std::remainder(b.yaw_rad - a.yaw_rad, 2 * kPi);
    const double heading_rad = a.yaw_rad + s.turn_rad / 2;
    s.length_m = std::hypot(way.x(), way.y());
    s.forward_m = way.x() * std::cos(heading_rad) + way.y() * std::sin(heading_rad);
    s.left_m = -way.x() * std::sin(heading_rad) + way.y() * std::cos(heading_rad);
    s.up_m = way.z();
    s.landing = to;
    strides.push_back(s);
  }
  return strides;
}

}  // namespace

Walk walk(const WalkerConfig& config, std::uint64_t seed, const WalkOptions& options) {
  Random random(seed);
  const Plan plan = plan_walk(config, random.fork());
  Walk walk;
  walk.duration_s = plan.end_s;
  for (const Foot foot : {Foot::left, Foot::right}) {
    const auto i = index(foot);
    const FootMotion motion(foot, config.person, plan.feet[i], plan.end_s, random.fork());
    const Shoe shoe(config, motion, config.mounting[i]);
    FootWalk& out = walk.feet[i];
    out.stances = motion.stances();
    out.strides = true_strides(shoe, out.stances);

    Random jitter = random.fork();
    const SensorModel& sensor = config.sensor;
    const auto samples = static_cast<std::int64_t>(plan.end_s * sensor.rate_hz * (1 + sensor.clock_drift));
    out.ideal.reserve(static_cast<std::size_t>(samples));
    for (std::int64_t k = 0; k < samples; ++k) {
      if (options.progress && k % kSamplesPerReport == 0) {
        options.progress((static_cast<double>(i) + static_cast<double>(k) / static_cast<double>(samples)) / 2);
      }
      const double stamp_s = static_cast<double>(k) / sensor.rate_hz;
      double t_s = stamp_s / (1 + sensor.clock_drift);
      if (sensor.jitter_sd_s > 0) t_s += jitter.vary(0, sensor.jitter_sd_s);
      ImuSample sample = shoe.look(t_s, 1 / sensor.rate_hz);
      sample.t_us = std::llround(stamp_s * 1e6);
      out.ideal.push_back(sample);
      if (options.samples_of_truth) {
        out.truth.push_back(shoe.truth(t_s));
      }
    }
    out.measured = measure(sensor, out.ideal, random.fork());
    if (!options.samples_of_truth) {
      out.ideal = {};
    }
  }
  return walk;
}

}  // namespace backstep::walker
