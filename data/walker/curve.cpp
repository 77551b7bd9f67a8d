#include "data/walker/curve.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace backstep::walker {

Curve::Curve(double begin_s, double value) : Curve(begin_s, Jet{value, 0, 0}) {}

Curve::Curve(double begin_s, const Jet& start) : begin_s_(begin_s), end_s_(begin_s), start_(start), end_(start) {}

Curve::Piece Curve::join(double begin_s, double end_s, const Jet& from, const Jet& to, double bump) {
  Piece p;
  p.begin_s = begin_s;
  p.duration_s = end_s - begin_s;
  const double T = p.duration_s;
  const double v0 = from.rate * T;
  const double a0 = from.acc * T * T;
  const double v1 = to.rate * T;
  const double a1 = to.acc * T * T;
  const double d = to.value - from.value;
  p.polynomial = {from.value,
                  v0,
                  a0 / 2,
                  10 * d - 6 * v0 - 4 * v1 - 1.5 * a0 + 0.5 * a1,
                  -15 * d + 8 * v0 + 7 * v1 + 1.5 * a0 - a1,
                  6 * d - 3 * v0 - 3 * v1 - 0.5 * a0 + 0.5 * a1,
                  0};
  // 64 s^3 (1 - s)^3: height 1 at the middle.
  p.polynomial[3] += 64 * bump;
  p.polynomial[4] -= 192 * bump;
  p.polynomial[5] += 192 * bump;
  p.polynomial[6] -= 64 * bump;
  return p;
}

void Curve::reach(double t_s, const Jet& target, double bump) { append(join(end_s_, t_s, end_, target, bump), t_s); }

void Curve::settle(double t_s, const Ringing& ringing, double creep, double bump) {
  Piece p = join(end_s_, t_s, {end_.value, 0, 0}, {end_.value + creep, 0, 0}, bump);
  for (std::size_t i = 0; i < ringing.size(); ++i) {
    const RingMode& mode = ringing[i];
    Oscillation& o = p.ring[i];
    o.omega_radps = 2 * std::numbers::pi * mode.frequency_hz;
    o.decay_per_s = 1 / mode.decay_s;
    // Rate and acceleration of e^-lt (s sin wt + c (1 - cos wt)) at t = 0 are s w and c w^2 - 2 l s w.
    o.sine = mode.share * end_.rate / o.omega_radps;
    o.cosine = mode.share * (end_.acc + 2 * o.decay_per_s * end_.rate) / (o.omega_radps * o.omega_radps);
  }
  append(p, t_s);
}

Jet Curve::evaluate(const Piece& p, double t_s) {
  const double s = (t_s - p.begin_s) / p.duration_s;
  Jet y;
  double first = 0;
  double second = 0;
  for (std::size_t i = p.polynomial.size(); i-- > 0;) {  // Horner, with the derivatives carried along
    second = second * s + 2 * first;
    first = first * s + y.value;
    y.value = y.value * s + p.polynomial[i];
  }
  y.rate = first / p.duration_s;
  y.acc = second / (p.duration_s * p.duration_s);
  const double tau = t_s - p.begin_s;
  for (const Oscillation& o : p.ring) {
    if (o.sine == 0 && o.cosine == 0) continue;
    const double w = o.omega_radps;
    const double l = o.decay_per_s;
    const double e = std::exp(-l * tau);
    const double sin = std::sin(w * tau);
    const double cos = std::cos(w * tau);
    const double u = o.sine * sin + o.cosine * (1 - cos);
    const double du = w * (o.sine * cos + o.cosine * sin);
    const double ddu = w * w * (o.cosine * cos - o.sine * sin);
    y.value += e * u;
    y.rate += e * (du - l * u);
    y.acc += e * (ddu - 2 * l * du + l * l * u);
  }
  return y;
}

void Curve::append(const Piece& piece, double end_s) {
  assert(end_s > end_s_);
  pieces_.push_back(piece);
  end_s_ = end_s;
  end_ = evaluate(piece, end_s);
}

Jet Curve::at(double t_s) const {
  if (t_s <= begin_s_ || pieces_.empty()) return t_s < begin_s_ ? Jet{start_.value, 0, 0} : start_;
  if (t_s >= end_s_) return t_s > end_s_ ? Jet{end_.value, 0, 0} : end_;
  const auto next =
      std::upper_bound(pieces_.begin(), pieces_.end(), t_s, [](double t, const Piece& p) { return t < p.begin_s; });
  return evaluate(*(next - 1), t_s);
}

}  // namespace backstep::walker
