#pragma once

#include <cstdint>
#include <optional>

#include "dsp/base/kept_sample.h"
#include "dsp/base/so3.h"

namespace backstep {

/// Settings of SwingSmoother.
struct SwingConfig {
  Real acc_noise_mps2_sqrthz = Real(0.02);  // LSM6DS3TR-C 9e-4; the rest is motion that 200 Hz does not resolve
  Real acc_bias_sd_mps2 = Real(0.03);       // what of the zero-g offset the tilt of the rests has not taken up
  /// A bend (second difference) of the specific force is an impact that the sampling did not resolve: velocity is lost
  /// there with a standard deviation of impact_share * bend^2 / impact_mps2 * sample interval. Squared, because what
  /// lies beyond the sampling grows faster than what is still seen of it; dsp/README, Decisions, has the table.
  Real impact_mps2 = Real(100);
  Real impact_share = Real(0.15);
  Real impact_tilt_share = Real(0.1);  // of a bend of the angular rate * sample interval: the attitude lost there
  Real gap_acc_sd_mps2 = Real(4);      // typical specific force change within a swing: what a lost packet hides
  Real gap_rate_sd_radps = Real(1.0);  // and of the angular rate: the attitude after it is off by this times its length
  Real clipped_rate_sd_radps = Real(1.0);  // what a clipped rate goes beyond its range by
  Real rest_speed_sd_mps = Real(0.010);    // a foot at rest in walking creeps
  Real rest_lever_sd_m = Real(0.03);       // and where it still turns, the point it turns about is known so well
  Real pause_mps = Real(0.4);              // a foot in stance is slower (recordings: up to 0.22); one in a swing twice
};

/// One instant of the smoothed swing. World frame, z up; position from the start of the swing.
struct MotionPoint {
  std::int64_t index = 0;
  std::int64_t t_us = 0;
  Quat q_world_sensor = Quat::Identity();
  Vec3 vel_mps = Vec3::Zero();
  Vec3 pos_m = Vec3::Zero();
  Vec3 gyr_radps = Vec3::Zero();  ///< sensor axes, bias removed
  Vec3 acc_mps2 = Vec3::Zero();   ///< sensor axes, specific force
};

/// The attitude of a swing: at its start, the gyro bias within, and the rotation (world) that is still missing at its
/// end, spread evenly over its time.
struct SwingAttitude {
  Quat q_start = Quat::Identity();
  Vec3 bias_radps = Vec3::Zero();
  Vec3 end_theta_rad = Vec3::Zero();
  Vec3 start_vel_mps = Vec3::Zero(), end_vel_mps = Vec3::Zero();  ///< of the sensor at both rests, world
  Real rest_speed_sd_mps = Real(0.03);                            ///< of either velocity
  Real tilt_sd_rad = 0;       ///< what it leaves of gravity in the horizontal: g times this
  bool moving_start = false;  ///< the recording began within a swing: only its end is at rest
};

/// How a sensor turned between two samples, by its gyroscope alone.
struct Turn {
  Quat q_end = Quat::Identity();
  Mat3 integral_r_s = Mat3::Zero();  ///< of the attitude's matrix over the time
  Real rotation_rad = 0;             ///< all of it, there and back
  Real hidden_variance_rad2 = 0;     ///< of each axis at the end: what gaps and impacts hid
  Real duration_s = 0;
};

/// Integrates the angular rate over [begin, end] of the ring from attitude `q_start`.
Turn turn_between(const SampleRing& ring, std::int64_t begin, std::int64_t end, const Quat& q_start,
                  const Vec3& bias_radps, const SwingConfig& config);

/// Strapdown integration from one rest to the next, with known velocity at both ends: the closed form of a Kalman
/// filter on velocity and position with a Rauch-Tung-Striebel smoother behind it.
///
/// The velocity error is a random walk whose intensity Q(t) grows where an impact was not resolved or samples are lost,
/// plus a constant acceleration error b; both are told apart by axis of the world only, so that all matrices are
/// diagonal. With S(t) = integral of Q, the error's covariance is
/// Cov(v(s), v(t)) = S(min(s,t)) + s t B, so that given the closing velocity e the smoothed error is
/// E[v(t)|e] = (S(t) + t T B) (S(T) + T^2 B + Z)^-1 e, and the displacement's covariance follows from the same
/// integrals (Rauch et al. 1965 for this model). Skog et al., IEEE TBME 57(11) 2010 for zero velocity at rests.
///
/// Nothing is kept per sample: visit() integrates again. The ring must hold [begin, end] while it is used.
class SwingSmoother {
 public:
  SwingSmoother(const SampleRing& ring, std::int64_t begin, std::int64_t end, const SwingAttitude& attitude,
                Real gravity_mps2, const SwingConfig& config);

  /// Calls visitor(const MotionPoint&) for each sample of [begin, end], smoothed.
  template <class Visitor>
  void visit(Visitor&& visitor) const {
    Walker w(*this);
    while (true) {
      visitor(smoothed(w));
      if (w.index == end_) {
        break;
      }
      w.step();
    }
  }

  Vec3 closing_velocity_mps() const { return closing_velocity_; }   ///< before smoothing; zero in a perfect world
  const Vec3& closing_walk_m2ps2() const { return closing_walk_; }  ///< what impacts, gaps and noise explain of it
  /// What it may be, by the model: of it all, and of both rests' own velocities.
  const Vec3& closing_variance_m2ps2() const { return closing_var_; }
  Vec3 displacement_m() const { return displacement_; }
  const Vec3& displacement_variance_m2() const { return displacement_var_; }
  Real peak_speed_mps() const { return peak_speed_; }  ///< of the smoothed motion
  /// The first time that it is slow between two parts that are fast: where the foot may have stood. A step has none.
  struct Pause {
    std::int64_t index = 0;
    Real height_m = 0;  ///< above the swing's start
  };
  std::optional<Pause> pause() const {
    return pause_after_ > 0 ? std::optional(Pause{begin_ + pause_after_, pause_height_m_}) : std::nullopt;
  }
  Quat start_attitude() const { return attitude_.q_start; }
  Quat end_attitude() const { return end_attitude_; }
  Real duration_s() const { return duration_; }
  bool moving_start() const { return attitude_.moving_start; }
  std::int64_t begin() const { return begin_; }
  std::int64_t end() const { return end_; }

 private:
  /// The integration proper: one for both passes.
  struct Walker {
    explicit Walker(const SwingSmoother& swing);
    void step();
    const SwingSmoother& s;
    std::int64_t index;
    Real t_s = 0;
    Quat q;
    Vec3 acc_world, vel = Vec3::Zero(), pos = Vec3::Zero();
    const SampleRing::Values* sample;  // at index
    std::int64_t t_us;
    Vec3 bend_from;                         // the change of the specific force that led to it
    Real walk = 0, walk_sum = 0;            // S(t) of every axis, and its integral
    Real tilt_walk = 0, tilt_walk_sum = 0;  // what x and y have besides, after a gap
    Vec3 walks() const { return {walk + tilt_walk, walk + tilt_walk, walk}; }
    Vec3 walk_sums() const { return {walk_sum + tilt_walk_sum, walk_sum + tilt_walk_sum, walk_sum}; }
    Real gap_tilt_var = 0, since_gap_s = 0;
  };
  MotionPoint smoothed(const Walker& w) const;

  const SampleRing* ring_;
  std::int64_t begin_, end_;
  SwingAttitude attitude_;
  Real gravity_;
  SwingConfig config_;
  Real duration_ = 0, peak_speed_ = 0;
  Real noise_m2ps3_ = 0, impact_s2pm_ = 0;
  Vec3 drift_ = Vec3::Zero();  // end_theta over the duration
  Vec3 closing_velocity_ = Vec3::Zero(), displacement_ = Vec3::Zero();
  Vec3 weighted_closing_ = Vec3::Zero();  // (S(T) + T^2 B + Z)^-1 e
  Vec3 bias_var_ = Vec3::Zero();          // B
  Vec3 closing_var_ = Vec3::Zero(), closing_walk_ = Vec3::Zero(), displacement_var_ = Vec3::Zero();
  Quat end_attitude_ = Quat::Identity();
  std::int32_t pause_after_ = 0;  // samples; 0: none
  Real pause_height_m_ = 0;
};

}  // namespace backstep
