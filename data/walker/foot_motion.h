#pragma once

#include <vector>

#include "data/walker/config.h"
#include "data/walker/curve.h"
#include "data/walker/ground.h"
#include "data/walker/plan.h"
#include "data/walker/random.h"
#include "data/walker/roll_shape.h"
#include "data/walker/vibration.h"
#include "dsp/base/imu_sample.h"

namespace backstep::walker {

/// Motion of a point of the foot and of the foot's orientation, surface frame.
struct RigidState {
  Vec3 pos_m, vel_mps, acc_mps2;
  Quat q;            ///< takes foot coordinates to surface coordinates
  Vec3 rate_radps;   ///< angular rate, foot coordinates
  double pitch_rad;  ///< toe-up positive, zero with the sole on the surface
};

/// What truly happened in one stance, and in the swing before it.
struct StanceTruth {
  double landed_s = 0;    ///< IC
  double flat_s = 0;      ///< FF: from here on the sole stays within 1.5 degrees of its resting pitch
  double rise_s = 0;      ///< FR
  double left_s = 0;      ///< TC
  double rest_rad = 0;    ///< the pitch it rests at
  double strike_rad = 0;  ///< pitch at IC minus rest_rad
  double leave_rad = 0;   ///< pitch at TC minus rest_rad
  Roll roll = Roll::smooth;
  int dips = 0;               ///< how often the roll turned back
  double dip_rad = 0;         ///< and by how much
  double free_share = 1;      ///< `slapping`: share of the angle that nothing brakes
  double held_s = 0;          ///< how long the roll was held up,
  double held_rad = 0;        ///< and how far from flat at least
  double down_s = 0;          ///< the other part comes down: the roll ends and what gives way rings
  double peak_radps = 0;      ///< fastest rotation towards flat in the roll
  double down_radps = 0;      ///< rotation towards flat as the other part comes down
  double touch_down_mps = 0;  ///< speed of the part that touches first at IC
};

/// The motion of one foot over the ground, in closed form: position and orientation with two continuous derivatives.
///
/// While a part of the foot is on the ground, the motion is a rotation about that part: about the ball while the heel
/// is up, about the heel while the ball is up. In swing the foot's origin follows a polynomial that joins the two
/// stances' positions, velocities and accelerations. A landing part comes in with a speed and is stopped by the sole
/// (two damped modes): that is the contact shock.
class FootMotion {
 public:
  /// `footfalls`: at least one, the first of which stands from the start.
  FootMotion(Foot foot, const Person& person, const std::vector<Footfall>& footfalls, double end_s, Random random);

  /// State at `t_s` of the point `body_m` (foot coordinates), as it shakes.
  RigidState at(double t_s, const Vec3& body_m) const;

  /// One per footfall. The first one's landing is at 0 and the last one's leaving at the end of the walk.
  const std::vector<StanceTruth>& stances() const { return stances_; }

  Vec3 heel_m() const { return {-person_.heel_to_ball_m / 2, 0, 0}; }
  Vec3 ball_m() const { return {person_.heel_to_ball_m / 2, 0, 0}; }

 private:
  /// From `begin_s` on, the point `body_m` of the foot follows these curves.
  struct Phase {
    double begin_s;
    Vec3 body_m;
    Curve x, y, z;
  };

  RigidState rigid_at(double t_s, const Vec3& body_m) const;
  /// Vibration of the swing at `t_s`, of each axis.
  std::array<Jet, 3> vibration_at(double t_s) const;
  Phase land(const Footfall& f);
  /// `bump_m`: how much higher in the middle than straight on; `lead_m`: how much farther ahead.
  Phase fly(const Footfall& from, const Footfall& to, double bump_m, double lead_m) const;
  void swing(const Footfall& from, const Footfall& to);
  void swing_angles(const Footfall& from, const Footfall& to, double rest_rad, const RollShape& shape);
  void stance(const Footfall& f, const RollShape& shape);
  void stay_until(double t_s);
  void rise(const Footfall& f);
  void measure_roll(StanceTruth& truth, double down_s) const;
  void find_flat(StanceTruth& truth) const;
  double least_clearance_m(const Ground& ground, double from_s, double to_s) const;
  Vec3 touching_part_m(double pitch_rad) const { return pitch_rad > 0 ? heel_m() : ball_m(); }

  Person person_;
  double inversion_sign_;  // about x: inner edge up
  double end_s_;
  Random random_;
  Vibration vibration_;
  Curve yaw_, pitch_, tilt_;
  std::vector<Phase> phases_;
  std::vector<StanceTruth> stances_;
};

}  // namespace backstep::walker
