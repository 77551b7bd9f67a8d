#pragma once

#include <array>
#include <vector>

#include "data/walker/curve.h"
#include "dsp/base/math.h"

namespace backstep::walker {

/// Which way a bout goes, as seen by the walker. `in_place` steps on the spot (to turn around).
enum class Travel { forward, backward, left, right, in_place };

/// How the foot comes from its first contact to the ground.
enum class Roll {
  smooth,    ///< one movement, slowed down until the other end touches
  abrupt,    ///< driven flat as fast as a leg can, in 20-35 ms from up to 15 degrees
  hesitant,  ///< the other end is held up for 80-200 ms on the way
  slapping,  ///< the other end falls freely: nothing holds it
  broken,    ///< the movement turns back, once or more, on the way
};

/// One way to land. A bout draws each landing from a list of these, by weight.
struct Landing {
  double weight = 1;
  double strike_rad = 0;  ///< mean foot pitch at first contact against its flat: toe-down (ball first) negative
  Roll roll = Roll::smooth;
  int dips = 1;           ///< `broken`: how often the movement turns back
  double dip_rad = 0.08;  ///< `broken`: by how much
  double held_s = 0;      ///< `hesitant`: for how long it is held up; 0: drawn from 80-200 ms
  double stamp_s = 0;     ///< `abrupt`: from contact to flat; 0: drawn, as fast as a leg can
  double free_share = 1;  ///< `slapping`: falls freely over this share of the angle, then is braked; 1: is not
  /// Of the rate at first contact, and when the other end touches, against the mean rate. A roll is at its fastest when
  /// the first part touches and slows down from there: so do all motion-capture clips.
  double start_over_mean = 1.7, end_over_mean = 0.1;
};

/// A stretch of standing or walking. Walking starts and ends with the feet side by side.
struct Bout {
  double stand_s = 0;  ///< above 0: stand for so long, all else is ignored

  Travel travel = Travel::backward;
  double speed_mps = 0.7;         ///< mean over whole strides; 0.15 to 1.5, jogging to 3
  int steps = 10;                 ///< of both feet together
  double stance_share = 0;        ///< of a stride; 0: usual at this speed. Below a half it is jogging: both feet fly
  double turn_rad = 0;            ///< change of heading over the whole bout, left positive
  double stride_length_m = 0;     ///< 0: what a person of this leg length takes at this speed in this direction
  double leave_rad = 0;           ///< mean foot pitch when the last part leaves; 0: usual for the direction
  std::vector<Landing> landings;  ///< empty: usual for the direction
  /// Above 0: a staircase. Its treads are so deep, and each step stands on the next one, higher by `rise_m` (below 0:
  /// down). The last step joins the other foot.
  double tread_m = 0, rise_m = 0;
};

Bout stand(double seconds);
/// Straight walking over about `distance_m`: a whole number of steps.
Bout walk(Travel travel, double speed_mps, double distance_m, double leg_length_m = 0.9);
/// Jogging over about `distance_m`, feet landing nearly flat.
Bout jog(double speed_mps, double distance_m);
/// Turning around on the spot, about 35 degrees a step.
Bout turn(double angle_rad);
/// A staircase of so many steps; by the usual rule a tread and two rises together are about 0.63 m.
Bout stairs(Travel travel, double speed_mps, int steps, double rise_m, double tread_m = 0.29);

/// The habit of one foot.
struct FootHabit {
  double strike_offset_rad = 0;  ///< added to every strike angle
  double step_time_factor = 1;   ///< time of the steps this foot makes, against the mean
  double rest_pitch_rad = 0;     ///< below 0: the heel does not come down fully; the foot stands so steep on its ball
};

/// A person and their shoes. Foot frame: x forward, y left, z up; origin on the sole, midway between heel and ball.
struct Person {
  double leg_length_m = 0.90;
  double heel_to_ball_m = 0.18;  ///< between the two places the sole rolls about
  double foot_length_m = 0.26;
  double step_width_m = 0.16;
  double toe_out_rad = 0.10;
  std::array<FootHabit, 2> habit;  ///< by index(Foot)

  double step_time_cv = 0.03;  ///< variability from step to step
  double stride_length_cv = 0.03;
  double aside_sd_m = 0.012;  ///< of where a foot lands across the way
  double yaw_sd_rad = 0.025;
  double strike_sd_rad = 0.052;                      ///< 3 degrees: the spread within one acted walk (Kobayashi 2023)
  double creep_low_m = 0.002, creep_high_m = 0.009;  ///< how far a standing foot slips and settles within a stance
  double flex_rad = 0.024;  ///< how far the shoe's upper bends and the heel pad gives while the foot is flat

  double landing_speed_mps = 0.30;  ///< downward speed of the part that touches first
  double scuff_speed_mps = 0.35;    ///< its speed along the ground, in the direction of travel, at a stride of 1 m/s
  /// Above 0: speed of the part that touches first at every contact, most of it downward, instead of the two above.
  double touch_down_mps = 0;
  /// What muscles and the shoe's upper shake a swinging foot with, rms of an axis; by calculation 0.5 gives what real
  /// ones have.
  double vibration_mps2 = 0.5;
  double clearance_m = 0.03;  ///< least rise of the sole in mid-swing
  /// What gives way under the ball, under the heel (a harder blow: heel bone on a stiff counter), and when the part
  /// that landed later stops the foot's rotation. Tuned to the measured shocks in data/MANIFEST.md.
  Ringing ball_ringing = {RingMode{16, 0.014, 0.7}, RingMode{38, 0.016, 0.3}};
  Ringing heel_ringing = {RingMode{24, 0.012, 0.55}, RingMode{52, 0.014, 0.45}};
  Ringing roll_ringing = {RingMode{20, 0.012, 0.8}, RingMode{45, 0.014, 0.2}};
};

/// What one IMU does to the true motion. Defaults: LSM6DS3TR-C data sheet, typical values.
struct SensorModel {
  double rate_hz = 208;
  double acc_lsb_mps2 = 16 * kGravity_mps2 / 32768;
  double gyr_lsb_radps = deg_to_rad(2000) / 32768;
  bool perfect = false;  ///< no error at all, not even rounding

  double acc_noise_mps2_sqrthz = 90e-6 * kGravity_mps2;
  double gyr_noise_radps_sqrthz = deg_to_rad(0.005);
  double acc_bias_sd_mps2 = 0.04 * kGravity_mps2 / 4;  ///< after the user's offset correction; the sheet has +-40 mg
  double gyr_bias_sd_radps = deg_to_rad(1.0);
  double gyr_drift_radps_sqrts = deg_to_rad(0.003);  ///< random walk of the bias
  double scale_sd = 0.005;
  double jitter_sd_s = 0;  ///< of the instant of each sample against its time stamp
  double clock_drift = 0;  ///< seconds gained per second by the sensor's clock
  double loss = 0;         ///< probability that a packet of `packet_samples` never arrives
  int packet_samples = 19;
};

/// How a sensor sits on the shoe.
struct Mounting {
  Vec3 position_m = Vec3(0.03, 0, 0.07);  ///< foot frame: on the laces
  Quat q_foot_sensor = Quat::Identity();  ///< takes sensor coordinates to foot coordinates
};

/// Everything a walk is made from. With the seed it determines every number of it.
struct WalkerConfig {
  Person person;
  std::vector<Bout> bouts;
  double incline_rad = 0;  ///< the ground rises so steeply towards world +x; the walk begins facing +x
  SensorModel sensor;
  std::array<Mounting, 2> mounting;  ///< by index(Foot)
};

}  // namespace backstep::walker
