#include "data/walker/roll_shape.h"

#include <algorithm>
#include <cmath>

namespace backstep::walker {
namespace {

// A roll is at its fastest when the first part touches and slows down from there: so do all motion-capture clips.
constexpr double kStartOverMean = 1.7;
constexpr double kEndOverMean = 0.1;
constexpr double kFastest_radps = 9.2;  // 526 deg/s, the 95th percentile of biomechanics.md 2.2
constexpr double kHardest_radps = 8;    // mean rate of a stamp: no leg drives a foot down faster
constexpr double kShortestHold_s = 0.08;
constexpr double kLongestHold_s = 0.20;
constexpr double kShortestDip_s = 0.045;
constexpr double kLongestDip_s = 0.065;

void smooth(RollShape& shape, double angle_rad, double roll_s) {
  const double mean = angle_rad / roll_s;
  shape.start = {angle_rad, -std::min(kStartOverMean * mean, kFastest_radps), 0};
  shape.points = {{roll_s, {0, -kEndOverMean * mean, 0}}};
}

void abrupt(RollShape& shape, double angle_rad, double stamp_s, Random& random) {
  const double drawn_s = std::max(random.uniform(0.020, 0.035), angle_rad / kHardest_radps);
  const double roll_s = stamp_s > 0 ? stamp_s : drawn_s;
  const double mean = angle_rad / roll_s;
  shape.start = {angle_rad, -0.9 * mean, 0};
  shape.points = {{roll_s, {0, -1.0 * mean, 0}}};
}

void slapping(RollShape& shape, double angle_rad, double roll_s, double foot_length_m, double free_share) {
  // A rod falling about its end: 3 g / (2 length).
  const double fall_radps2 = 1.5 * kGravity_mps2 / foot_length_m;
  const double rate = 0.3 * angle_rad / roll_s;
  const double free_rad = free_share * angle_rad;
  const double fastest = std::sqrt(rate * rate + 2 * fall_radps2 * free_rad);
  const double free_s = (fastest - rate) / fall_radps2;
  shape.start = {angle_rad, -rate, -fall_radps2};
  shape.points = {{free_s, {angle_rad - free_rad, -fastest, -fall_radps2}}};
  if (free_share < 1) {
    // Braked evenly, to a third of its speed at the latest when it touches.
    const double end = fastest / 3;
    shape.points.push_back({free_s + 2 * (angle_rad - free_rad) / (fastest + end), {0, -end, 0}});
  }
}

void hesitant(RollShape& shape, double angle_rad, double roll_s, double held_s, Random& random) {
  const double level_rad = random.uniform(0.4, 0.65) * angle_rad;
  shape.held_s = held_s;
  shape.start = {angle_rad, -kStartOverMean * angle_rad / roll_s, 0};
  double t_s = 0.5 * roll_s;
  shape.points.push_back({t_s, {level_rad, 0, 0}});
  t_s += held_s;
  shape.points.push_back({t_s, {0.93 * level_rad, 0, 0}});
  t_s += 0.6 * roll_s;
  shape.points.push_back({t_s, {0, -kEndOverMean * angle_rad / roll_s, 0}});
}

void broken(RollShape& shape, double angle_rad, double roll_s, int dips, double dip_rad, Random& random) {
  shape.dips = dips;
  shape.start = {angle_rad, -kStartOverMean * angle_rad / roll_s, 0};
  double t_s = 0;
  for (int i = 1; i <= dips; ++i) {
    const double level_rad = angle_rad * (1 - static_cast<double>(i) / (dips + 1));
    t_s += std::max(roll_s / (dips + 1), kShortestDip_s);
    shape.points.push_back({t_s, {level_rad, 0, 0}});
    t_s += random.uniform(kShortestDip_s, kLongestDip_s);
    shape.points.push_back({t_s, {level_rad + dip_rad, 0, 0}});
  }
  t_s += std::max(0.7 * roll_s, kShortestDip_s);
  shape.points.push_back({t_s, {0, -kEndOverMean * angle_rad / roll_s, 0}});
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

RollShape roll_shape(const Landing& landing, double strike_rad, double roll_s, double longest_s, double foot_length_m,
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
      smooth(shape, angle_rad, roll_s);
      break;
    case Roll::abrupt:
      abrupt(shape, angle_rad, landing.stamp_s, random);
      break;
    case Roll::hesitant:
      hesitant(shape, angle_rad, roll_s, held_s, random);
      break;
    case Roll::slapping:
      slapping(shape, angle_rad, roll_s, foot_length_m, landing.free_share);
      break;
    case Roll::broken:
      broken(shape, angle_rad, roll_s, dips, landing.dip_rad, random);
      break;
  }
  squeeze(shape, longest_s);
  return shape;
}

}  // namespace backstep::walker
