#include "tests/motions/rhythm.h"

#include <algorithm>
#include <cmath>

namespace backstep::motions {

namespace {

// A shoe that taps on a floor: sole and floor give.
constexpr walker::Ringing kTap = {walker::RingMode{18, 0.015, 0.7}, walker::RingMode{40, 0.012, 0.3}};

}  // namespace

double any_begin_s(walker::Random& random) { return chance(random, 0.5) ? -5 : random.uniform(0.5, 4); }

Rhythm::Rhythm(walker::Random& random, const Habit& habit, double begin_s, double end_s)
    : cycles_(begin_s, {random.uniform(0, 1), habit.hz, 0}), size_(begin_s, 0) {
  double hz = habit.hz;
  double t_s = begin_s;
  bool still = true;
  const auto go_on = [&](double dt_s, double size) {
    const double next_hz = random.vary(habit.hz, habit.hz_cv * habit.hz);
    const double cycles = cycles_.at(t_s).value + dt_s * (hz + next_hz) / 2;
    hz = next_hz;
    t_s += dt_s;
    cycles_.reach(t_s, {cycles, hz, 0});
    size_.reach(t_s, {size, 0, 0});
  };
  while (t_s < end_s) {
    if (still) go_on(habit.ramp_s, random.vary(1, habit.size_cv));
    go_on(habit.stretch_s.draw(random), random.vary(1, habit.size_cv));
    still = random.uniform(0, 1) < habit.pause_share;
    if (still) {
      go_on(habit.ramp_s, 0);
      go_on(habit.pause_s.draw(random), 0);
    }
  }
}

double Rhythm::wave(double t_s, double ahead_rad) const { return size(t_s) * std::sin(phase_rad(t_s) + ahead_rad); }

walker::Curve Holds::course(walker::Random& random, double begin_s, double end_s) const {
  double value = home.draw(random);
  walker::Curve course(begin_s, value);
  double t_s = begin_s;
  const auto stay = [&](const Range& range) {
    t_s += range.draw(random);
    course.reach(t_s, {value, 0, 0});
  };
  while (t_s < end_s) {
    value = out.draw(random);
    course.reach(t_s += go_s.draw(random), {value, 0, 0});
    stay(hold_s);
    const double before = value;
    const double dt_s = back_s.draw(random);
    value = home.draw(random);
    course.reach(t_s += dt_s, {value, hit * (value - before) / dt_s, 0});
    if (hit > 0) {
      // Long enough for the tap to ring out.
      course.settle(t_s += std::max(0.1, stay_s.draw(random)), kTap);
      value = course.at(t_s).value;
    } else {
      stay(stay_s);
    }
  }
  return course;
}

}  // namespace backstep::motions
