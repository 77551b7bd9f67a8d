#include "tests/validation/fault_draw.h"

#include <algorithm>
#include <cmath>

#include "data/walker/plan.h"

namespace backstep::validation {

namespace {

using walker::Landing;
using walker::Random;
using walker::Roll;
using walker::Travel;

constexpr int kSteps = 24;
constexpr double kSlowest_mps = 0.22;

bool chance(Random& random, double share) { return random.uniform(0, 1) < share; }

double draw_rad(Random& random, double low_deg, double high_deg) {
  return deg_to_rad(random.uniform(low_deg, high_deg));
}

/// Half of the rolls are smooth; of the others one in four is drawn from where its fault fades out.
Landing draw_roll(Random& random, double strike_rad) {
  Landing l;
  l.strike_rad = strike_rad;
  l.start_over_mean = random.uniform(1.2, 2.2);
  l.end_over_mean = random.uniform(0.02, 0.4);
  const double lot = random.uniform(0, 8);
  const bool fading = chance(random, 0.25);
  if (lot < 1) {
    l.roll = Roll::abrupt;
    l.stamp_s = fading ? random.uniform(0.03, 0.20) : 0;
  } else if (lot < 2) {
    l.roll = Roll::hesitant;
    l.held_s = fading ? random.uniform(0.01, 0.10) : 0;
  } else if (lot < 3) {
    l.roll = Roll::slapping;
    l.free_share = fading ? random.uniform(0.2, 1.0) : 1;
  } else if (lot < 4) {
    l.roll = Roll::broken;
    l.dips = random.uniform(0, 1) < 0.5 ? 1 : 2;
    l.dip_rad = fading ? draw_rad(random, 0.3, 3) : draw_rad(random, 3, 8);
  }
  return l;
}

void draw_person(Random& random, walker::Person& person) {
  person.leg_length_m = random.uniform(0.70, 1.02);
  person.foot_length_m = person.leg_length_m * random.uniform(0.26, 0.32);
  person.heel_to_ball_m = 0.69 * person.foot_length_m;
  person.step_time_cv = random.uniform(0.01, 0.06);
  person.stride_length_cv = random.uniform(0.01, 0.06);
  person.strike_sd_rad = draw_rad(random, 1, 5);
  person.landing_speed_mps = random.uniform(0.20, 0.40);
  person.scuff_speed_mps = random.uniform(0.20, 0.45);
  person.vibration_mps2 = random.uniform(0.35, 0.65);
  const double uneven = random.uniform(0, 0.08);
  person.habit[0].step_time_factor = 1 - uneven;
  person.habit[1].step_time_factor = 1 + uneven;
  for (walker::FootHabit& habit : person.habit) {
    habit.strike_offset_rad = draw_rad(random, -4, 4);
    habit.rest_pitch_rad = chance(random, 0.1) ? draw_rad(random, -5, 0) : 0;
  }
}

/// On the laces, sloping down to the toes.
walker::Mounting draw_mounting(Random& random) {
  walker::Mounting m;
  m.position_m = Vec3(random.uniform(0, 0.06), random.uniform(-0.015, 0.015), random.uniform(0.05, 0.09));
  const double slope_rad = draw_rad(random, 15, 30);
  const auto loose = [&] { return draw_rad(random, -5, 5); };
  m.q_foot_sensor = Eigen::AngleAxis<Real>(loose(), Vec3::UnitZ()) *
                    Eigen::AngleAxis<Real>(slope_rad + loose(), Vec3::UnitY()) *
                    Eigen::AngleAxis<Real>(loose(), Vec3::UnitX());
  return m;
}

/// The usual stride at this speed, or one in three: any that a leg can do in 0.8 to 2.4 s.
double draw_stride_m(Random& random, Travel travel, double speed_mps, double leg_m) {
  const double usual_m = walker::usual_stride_m(travel, speed_mps, leg_m);
  const double any_m = 2 * leg_m * random.uniform(0.35, 0.90);
  return chance(random, 1.0 / 3) ? std::clamp(any_m, 0.8 * speed_mps, 2.4 * speed_mps) : usual_m;
}

}  // namespace

DrawnWalk draw_walk(Random& random) {
  DrawnWalk drawn;
  drawn.travel = chance(random, 0.2) ? Travel::forward : Travel::backward;
  drawn.speed_mps = random.uniform(0.2, 1.3);
  const bool backward = drawn.travel == Travel::backward;
  if (backward && chance(random, 0.125)) {
    drawn.speed_mps = kSlowest_mps;
  }
  walker::WalkerConfig& config = drawn.config;
  draw_person(random, config.person);

  walker::Bout bout;
  bout.travel = drawn.travel;
  bout.speed_mps = drawn.speed_mps;
  bout.steps = kSteps;
  bout.stride_length_m = draw_stride_m(random, drawn.travel, drawn.speed_mps, config.person.leg_length_m);
  bout.leave_rad = backward ? draw_rad(random, -8, 22) : draw_rad(random, -65, -35);
  // One person in two always lands alike; the other one in four ways.
  const int ways = chance(random, 0.5) ? 1 : 4;
  for (int i = 0; i < ways; ++i) {
    const double strike_rad = backward ? draw_rad(random, -35, 25) : draw_rad(random, -15, 25);
    bout.landings.push_back(draw_roll(random, strike_rad));
  }
  config.bouts = {walker::stand(2), bout, walker::stand(1.5)};
  config.incline_rad = chance(random, 0.2) ? random.uniform(-0.05, 0.05) : 0;
  config.sensor.loss = 0.01;
  config.sensor.packet_samples = 8;
  config.mounting = {draw_mounting(random), draw_mounting(random)};
  return drawn;
}

DrawnWalk draw_soft_walk(walker::Random& random) {
  DrawnWalk drawn = draw_walk(random);
  walker::WalkerConfig& config = drawn.config;
  walker::Bout& bout = config.bouts[1];
  if (drawn.speed_mps != kSlowest_mps) {
    drawn.speed_mps = bout.speed_mps = random.uniform(0.15, 1.3);
    bout.stride_length_m = draw_stride_m(random, drawn.travel, drawn.speed_mps, config.person.leg_length_m);
  }
  for (Landing& landing : bout.landings) {
    landing.strike_rad = draw_rad(random, drawn.travel == Travel::backward ? -25 : -15, 20);
  }
  config.person.touch_down_mps = 0.02 * std::pow(0.30 / 0.02, random.uniform(0, 1));
  const double lot = random.uniform(0, 1);
  config.sensor.rate_hz = lot < 0.45 ? 208 : lot < 0.9 ? 104 : 52;
  config.sensor.acc_noise_mps2_sqrthz = 400e-6 * kGravity_mps2;
  config.sensor.acc_bias_sd_mps2 = 0.03 * kGravity_mps2 / 2;
  return drawn;
}

}  // namespace backstep::validation
