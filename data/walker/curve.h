#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace backstep::walker {

/// Value, first and second time derivative of one coordinate.
struct Jet {
  double value = 0, rate = 0, acc = 0;
};

/// One damped mode of what gives way when a moving thing is stopped (sole, pad, shoe upper).
struct RingMode {
  double frequency_hz = 30;
  double decay_s = 0.02;  ///< amplitude falls by 1/e in this time
  double share = 1;       ///< of the arriving velocity that this mode stops; the shares of one contact add up to 1
};

/// Two modes: the sole's compression, and the shoe and sensor case ringing.
using Ringing = std::array<RingMode, 2>;

/// A coordinate over time, put together from polynomials and damped oscillations. Value, rate and acceleration are
/// continuous everywhere and known in closed form, so that a sensor's readings are true derivatives of the motion.
/// Before its begin and after its end the curve rests at its end values.
class Curve {
 public:
  Curve(double begin_s, double value);
  Curve(double begin_s, const Jet& start);

  /// Goes on to `target` at `t_s`, by the polynomial of least degree (5) that joins both ends. `bump` is added in the
  /// middle and vanishes with two derivatives at both ends.
  void reach(double t_s, const Jet& target, double bump = 0);

  /// Until `t_s`: the present movement is stopped where it is, ringing; meanwhile the resting value creeps by `creep`
  /// and swells by `bump`.
  void settle(double t_s, const Ringing& ringing, double creep = 0, double bump = 0);

  Jet at(double t_s) const;
  double end_s() const { return end_s_; }

 private:
  struct Oscillation {
    double omega_radps = 0, decay_per_s = 0, sine = 0, cosine = 0;
  };
  struct Piece {
    double begin_s = 0, duration_s = 0;
    std::array<double, 7> polynomial = {};  // in (t - begin_s) / duration_s
    std::array<Oscillation, 2> ring = {};   // an oscillation without amplitude is none
  };

  static Piece join(double begin_s, double end_s, const Jet& from, const Jet& to, double bump);
  static Jet evaluate(const Piece& piece, double t_s);
  void append(const Piece& piece, double end_s);

  double begin_s_, end_s_;
  Jet start_, end_;
  std::vector<Piece> pieces_;
};

}  // namespace backstep::walker
