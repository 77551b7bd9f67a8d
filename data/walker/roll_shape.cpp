#include "data/walker/roll_shape.h"

#include <algorithm>
#include <cmath>

#include "data/walker/falling_foot.h"

namespace backstep::walker {
namespace {

constexpr double kFastest_radps = 9.2;  // 526 deg/s, the 95th percentile of 195 acted contacts (Kobayashi 2023)
constexpr double kHardest_radps = 8;    // mean rate of a stamp: no leg drives a foot down faster
constexpr double kShortestHold_s = 0.08;
constexpr double kLongestHold_s = 0.20;
constexpr double kLowestHold_rad = 0.07;  // 4 degrees: nearer to the ground nobody sees that it is held
constexpr double kTremor_rad = 0.0035;    // 0.2 degrees, of a foot held in the air
constexpr double kShortestDip_s = 0.045;
constexpr double kLongestDip_s = 0.09;

void smooth(RollShape& shape, const Landing& landing, double angle_rad, double roll_s) {
  const double mean = angle_rad / roll_s;
  shape.start = {angle_rad, -std::min(landing.start_over_mean * mean, kFastest_radps), 0};
  shape.points = {{roll_s, {0, -landing.end_over_mean * mean, 0}}};
}

/// Driven all the way: at an even rate, or ever faster.
void abrupt(RollShape& shape, double angle_rad, double stamp_s, Random& random) {
  const double drawn_s = std::max(random.uniform(0.020, 0.035), angle_rad / kHardest_radps);
  const double roll_s = stamp_s > 0 ? stamp_s : drawn_s;
  const double mean = angle_rad / roll_s, start = random.uniform(0.3, 1.0);
  shape.start = {angle_rad, -start * mean, 0};
  shape.points = {{roll_s, {0, -(2 - start) * mean, 0}}};
}

void slapping(RollShape& shape, double angle_rad, double roll_s, double heel_to_ball_m, double free_share,
              Random& random) {
  FallingFoot foot;
  foot.length_m = heel_to_ball_m;
  foot.centre_share = random.uniform(0.45, 0.55);
  foot.gyration_share = random.uniform(0.65, 0.73);
  foot.pressed_radps2 = random.uniform(0, 50);  // up to 1 N m on 0.02 kg m^2
  foot.damping_per_s = random.uniform(0, 3);    // up to 0.06 N m s/rad
  const double rate = random.uniform(0, 0.5) * angle_rad / roll_s;
  const double free_rad = free_share * angle_rad;
  for (const FallPoint& p : fall(foot, angle_rad, rate, angle_rad - free_rad)) {
    shape.points.push_back({p.after_s, p.left_rad});
  }
  shape.start = {angle_rad, -rate, shape.points.front().left_rad.acc};
  if (free_share < 1) {
    // Braked evenly, to a third of its speed at the latest when it touches.
    const RollShape::Point last = shape.points.back();
    const double fastest = -last.left_rad.rate, end = fastest / 3;
    shape.points.push_back({last.after_s + 2 * (angle_rad - free_rad) / (fastest + end), {0, -end, 0}});
  }
}

/// At which a roll begins that stops after `way_rad`, in `way_s`: at a faster one it would overshoot.
double start_radps(const Landing& landing, double angle_rad, double roll_s, double way_rad, double way_s) {
  return std::min(landing.start_over_mean * angle_rad / roll_s, 2 * way_rad / way_s);
}

void hesitant(RollShape& shape, const Landing& landing, double angle_rad, double roll_s, double held_s,
              Random& random) {
  const double highest_rad = 0.75 * angle_rad;
  const double level_rad = random.uniform(std::min(kLowestHold_rad, highest_rad), highest_rad);
  const double sinks_rad = random.uniform(0, 0.12) * level_rad;
  shape.held_s = held_s;
  double t_s = random.uniform(0.35, 0.7) * roll_s;
  shape.start = {angle_rad, -start_radps(landing, angle_rad, roll_s, angle_rad - level_rad, t_s), 0};
  shape.points.push_back({t_s, {level_rad, 0, 0}});
  const int waves = static_cast<int>(held_s / 0.06);
  for (int i = 1; i < waves; ++i) {
    const double share = static_cast<double>(i) / waves, tremor_rad = random.uniform(-1, 1) * kTremor_rad;
    shape.points.push_back({t_s + share * held_s, {level_rad - share * sinks_rad + tremor_rad, 0, 0}});
  }
  t_s += held_s;
  shape.held_rad = level_rad - sinks_rad;
  shape.points.push_back({t_s, {shape.held_rad, 0, 0}});
  t_s += random.uniform(0.4, 0.9) * roll_s;
  shape.points.push_back({t_s, {0, -landing.end_over_mean * angle_rad / roll_s, 0}});
}

void broken(RollShape& shape, const Landing& landing, double angle_rad, double roll_s, int dips, Random& random) {
  shape.dips = dips;
  const double down_s = std::max(roll_s / (dips + 1), kShortestDip_s);
  shape.start = {angle_rad, -start_radps(landing, angle_rad, roll_s, angle_rad / (dips + 1), down_s), 0};
  double t_s = 0;
  for (int i = 1; i <= dips; ++i) {
    const double level_rad = angle_rad * (1 - static_cast<double>(i) / (dips + 1));
    t_s += down_s;
    shape.points.push_back({t_s, {level_rad, 0, 0}});
    t_s += random.uniform(kShortestDip_s, kLongestDip_s);
    shape.points.push_back({t_s, {level_rad + landing.dip_rad, 0, 0}});
  }
  t_s += std::max(0.7 * roll_s, kShortestDip_s);
  shape.points.push_back({t_s, {0, -landing.end_over_mean * angle_rad / roll_s, 0}});
}

void squeeze(RollShape& shape, double longest_s) {
  const double factor = longest_s / shape.points.back().after_s;
  if (factor >= 1) return;
  const auto scaled = [factor](const Jet& jet) {
    return Jet{jet.value, jet.rate / factor, jet.acc / (factor * factor)};
  };
  shape.start = scaled(shape.start);
  for (RollShape::Point& p : shape.points) p = {p.after_s * factor, scaled(p.left_rad)};
  shape.held_s *= factor;
}

}  // namespace

RollShape roll_shape(const Landing& landing, double strike_rad, double roll_s, double longest_s, double heel_to_ball_m,
                     Random& random) {
  RollShape shape;
  const double angle_rad = std::abs(strike_rad);
  const double spare_s = longest_s - 1.1 * roll_s;
  const double drawn_s = random.uniform(kShortestHold_s, kLongestHold_s);
  const double held_s = landing.held_s > 0 ? landing.held_s : drawn_s;
  const int dips = std::min(landing.dips, static_cast<int>(spare_s / (kShortestDip_s + kLongestDip_s)));
  shape.roll = landing.roll;
  if ((landing.roll == Roll::hesitant && held_s > spare_s) || (landing.roll == Roll::broken && dips < 1)) {
    shape.roll = Roll::smooth;
  }
  switch (shape.roll) {
    case Roll::smooth:
      smooth(shape, landing, angle_rad, roll_s);
      break;
    case Roll::abrupt:
      abrupt(shape, angle_rad, landing.stamp_s, random);
      break;
    case Roll::hesitant:
      hesitant(shape, landing, angle_rad, roll_s, held_s, random);
      break;
    case Roll::slapping:
      slapping(shape, angle_rad, roll_s, heel_to_ball_m, landing.free_share, random);
      break;
    case Roll::broken:
      broken(shape, landing, angle_rad, roll_s, dips, random);
      break;
  }
  squeeze(shape, longest_s);
  return shape;
}

}  // namespace backstep::walker
