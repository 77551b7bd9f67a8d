#include "tests/motions/body.h"

#include <cmath>

#include "tests/motions/draw.h"
#include "tests/motions/pose.h"

namespace backstep::motions {

namespace {

/// A limb of this length, swung forward by `angle_rad` from straight down.
Vec3 limb(double length_m, double angle_rad) {
  return {length_m * std::sin(angle_rad), 0, -length_m * std::cos(angle_rad)};
}

}  // namespace

Body any_body(walker::Random& random) {
  Body body;
  body.stature_m = random.uniform(1.50, 1.92);
  body.thigh_m = 0.245 * body.stature_m;
  body.shank_m = 0.246 * body.stature_m;
  body.arm_m = (0.186 + 0.146 + 0.05) * body.stature_m;
  const double foot_m = 0.152 * body.stature_m;
  // The heel bears at a tenth of the foot's length, the ball at 0.7, the ankle joint stands at 0.23.
  const double half_m = 0.30 * foot_m;
  const double sole_m = random.uniform(0.010, 0.030);
  body.heel_m = {-half_m, 0, 0};
  body.ball_m = {half_m, 0, 0};
  body.ankle_m = {-half_m + 0.13 * foot_m, 0, 0.039 * body.stature_m + sole_m};
  body.toe_out_rad = random.uniform(0, deg_to_rad(15));
  return body;
}

walker::Mounting any_mounting(walker::Random& random) {
  walker::Mounting mounting;
  const bool laces = chance(random, 0.7);
  mounting.position_m = laces ? Vec3(random.uniform(0, 0.05), random.uniform(-0.015, 0.015), random.uniform(0.06, 0.09))
                              : Vec3(-0.11, random.uniform(-0.01, 0.01), random.uniform(0.03, 0.07));
  const double slope_rad = laces ? any_angle(random, 12, 32) : any_angle(random, -12, 12);
  mounting.q_foot_sensor = turned(any_angle(random, -15, 15), -slope_rad, any_angle(random, -8, 8));
  return mounting;
}

Vec3 ankle_of(const Body& body, const Vec3& hip_m, double thigh_rad, double shank_rad) {
  return hip_m + limb(body.thigh_m, thigh_rad) + limb(body.shank_m, shank_rad);
}

}  // namespace backstep::motions
