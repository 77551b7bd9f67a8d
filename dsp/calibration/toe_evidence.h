#pragma once

#include <cstdint>

#include "dsp/base/math.h"

namespace backstep {

/// What one finished swing says about which end is the toe; for an axis x that may be either.
struct ToeCues {
  Real toe_down_rad = 0;        ///< largest pitch with the +x end down, at least 0
  Real toe_up_rad = 0;          ///< largest pitch with the +x end up, at least 0
  Vec3 moved_m = Vec3::Zero();  ///< displacement along x, along y, and up
  Real strike_rad = 0;          ///< pitch at initial contact, +x end up
  /// When the foot is pitched most, either way: 0 = at lift-off, 1 = at contact.
  Real steepest_share = Real(0.5);
};

/// Settings of ToeEvidence: two cues of a walk, each positive where x is the toe end, and the swings of a walk about
/// their mean. Means and spreads were measured on 153 walks of a foot with a known end, of 26 families of recordings,
/// forward and backward, patients among them; the spreads are set wider by 1.4 and 2, for people unlike them.
struct ToeConfig {
  /// log(largest toe-down pitch / largest toe-up pitch). A foot lifts its heel about the ball by 40 to 70 deg, but its
  /// toes by 20 to 30 only, whichever way it walks: the calf's end is longer than the heel's. Measured 0.99, sd 0.37.
  Real pitch_mean = Real(0.95), pitch_sd = Real(0.5);
  /// The foot is pitched most early in a forward swing, with the toes down behind the body, and late in a backward one,
  /// which is nearly the forward one with time turned round (Winter et al., J Mot Behav 21, 1989): half minus the share
  /// of the swing that has passed, turned round where x goes backward. Measured 0.33, sd 0.06.
  Real time_mean = Real(0.32), time_sd = Real(0.12);
  Real pitch_swing_sd = Real(0.4), time_swing_sd = Real(0.15);  // within a walk, before anything is measured
  Real prior_swings = Real(3);                                  // and how many swings that is worth
  Real floor_rad = deg_to_rad(3);                               // smaller pitches are noise: their ratio says nothing
  /// A foot that is pitched no farther than 10 deg in the mean shuffles: which end it lifts is chance. From 20 deg on
  /// it rolls and swings (recordings: 14 deg and more); between, the cues count by degrees.
  Real shuffle_rad = deg_to_rad(10), swing_rad = deg_to_rad(20);
  /// Shorter steps lead nowhere (DEFINITIONS.md: direction), and on stairs feet reach for their tread, each in its own
  /// way (18 cm on 28 cm and 14 on 33 are 0.64 and 0.42 of a step; ramps stay below 0.2): these say nothing.
  Real least_step_m = Real(0.10), most_rise = Real(0.25);
  /// Displacement times strike angle keeps its sign when the ends are exchanged. It is positive for heel-first steps
  /// forward and ball-first ones backward, negative for ball-first ones forward and heel-first ones backward, which
  /// pitch alike with the ends exchanged (the walker's): where not this share of the clear contacts is positive, the
  /// cues decide nothing, unless the foot is pitched farther than toes are ever lifted (strikes and backward lift-offs:
  /// up to 40 deg; the walks of the recordings that land on the ball, forward, lift the heel by 50 to 80).
  Real usual_share = Real(0.67), clear_strike_rad = deg_to_rad(5), only_heels_rad = deg_to_rad(45);
  std::uint32_t least_contacts = 2;
  Real most_pitch = Real(2);  // a foot that never lifts its toes is no surer than one that hardly does
  /// However clear, a cue is wrong in one of so many walks, of a kind that nobody has measured: 1 in 90. So two that
  /// contradict each other decide nothing.
  Real most_cue_log_odds = Real(4.5);
};

/// Of both feet of a walk, where each has its own log odds that the same direction of travel is forward. Two feet of
/// one person are less than twice the evidence: their pitch cues differ from the mean alike (correlation 0.67 over 60
/// walks), their time cues do not (0.04).
constexpr Real pooled_log_odds(Real left, Real right) { return Real(0.75) * (left + right); }

/// Gathers, swing by swing, what a walk says about which end of a foot's fore-aft axis is the toe. A value.
class ToeEvidence {
 public:
  void add(const ToeCues& cues, const ToeConfig& config = {});

  /// Natural log of the odds that x is the toe end, with equal odds before; 0 before the first swing.
  Real log_odds(const ToeConfig& config = {}) const;
  std::uint32_t swings() const { return swings_; }

  /// The two ends of x were exchanged.
  void turn_about() { pitch_.mean = -pitch_.mean, time_.mean = -time_.mean; }

 private:
  struct Cue {
    Real mean = 0, scatter = 0;  // sum of squares about the mean
  };
  void add(Cue& cue, Real value) const;
  Real log_odds(const Cue& cue, const ToeConfig& config, Real mean, Real sd, Real swing_sd) const;

  std::uint32_t swings_ = 0, clear_contacts_ = 0, usual_contacts_ = 0;
  Real steepest_rad_ = 0;  // mean of a swing's
  Cue pitch_, time_;
};

}  // namespace backstep
