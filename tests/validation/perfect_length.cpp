#include "tests/validation/perfect_length.h"

#include "dsp/base/so3.h"

namespace backstep::validation {

namespace {

constexpr double kLevelHalf_s = 0.025;

double seconds(const ImuSample& s) { return static_cast<double>(s.t_us) / 1e6; }

std::vector<ImuSample> within(const std::vector<ImuSample>& samples, double begin_s, double end_s) {
  std::vector<ImuSample> out;
  for (const ImuSample& s : samples) {
    if (seconds(s) >= begin_s && seconds(s) <= end_s) {
      out.push_back(s);
    }
  }
  return out;
}

Vec3 mean_acc_mps2(const std::vector<ImuSample>& samples) {
  Vec3 sum = Vec3::Zero();
  for (const ImuSample& s : samples) {
    sum += s.acc_mps2;
  }
  return sum / static_cast<double>(samples.size());
}

/// Horizontal way of a foot at rest at both ends, from its specific force in the world.
double way_m(const std::vector<ImuSample>& samples, const std::vector<Vec3>& force_mps2, double gravity_mps2) {
  const Vec3 up = gravity_mps2 * Vec3::UnitZ();
  Vec3 velocity = Vec3::Zero(), position = Vec3::Zero();
  for (std::size_t i = 1; i < samples.size(); ++i) {
    const double dt_s = seconds(samples[i]) - seconds(samples[i - 1]);
    const Vec3 next = velocity + dt_s * ((force_mps2[i] + force_mps2[i - 1]) / 2 - up);
    position += dt_s * (velocity + next) / 2;
    velocity = next;
  }
  const double duration_s = seconds(samples.back()) - seconds(samples.front());
  return (position - velocity * duration_s / 2).head<2>().norm();
}

}  // namespace

std::optional<double> length_between_true_rests_m(const std::vector<ImuSample>& samples, const TrueStride& stride) {
  const auto rest = within(samples, stride.start_s - kLevelHalf_s, stride.start_s + kLevelHalf_s);
  const auto swing = within(samples, stride.start_s, stride.end_s);
  if (rest.empty() || swing.size() < 2) {
    return std::nullopt;
  }
  const Vec3 level = mean_acc_mps2(rest);
  Quat q = shortest_rotation(level.normalized(), Vec3::UnitZ());
  std::vector<Vec3> force_mps2 = {q * swing.front().acc_mps2};
  for (std::size_t i = 1; i < swing.size(); ++i) {
    const double dt_s = seconds(swing[i]) - seconds(swing[i - 1]);
    q = (q * exp_so3(dt_s * (swing[i].gyr_radps + swing[i - 1].gyr_radps) / 2)).normalized();
    force_mps2.push_back(q * swing[i].acc_mps2);
  }
  return way_m(swing, force_mps2, level.norm());
}

std::optional<double> length_of_true_orientation_m(const std::vector<ImuSample>& samples,
                                                   const std::vector<TrueMotion>& motion, const TrueStride& stride) {
  const auto swing = within(samples, stride.start_s, stride.end_s);
  std::vector<Vec3> force_mps2;
  for (const ImuSample& s : swing) {
    const TrueMotion* m = nearest(motion, seconds(s));
    if (m == nullptr || !m->q_world_sensor) {
      return std::nullopt;
    }
    force_mps2.push_back(*m->q_world_sensor * s.acc_mps2);
  }
  return swing.size() < 2 ? std::nullopt : std::optional(way_m(swing, force_mps2, kGravity_mps2));
}

}  // namespace backstep::validation
