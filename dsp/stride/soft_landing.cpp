#include "dsp/stride/soft_landing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace backstep {
namespace {

/// The end of a descent, sample by sample: at most the last half second at 208 Hz.
class Approach {
 public:
  struct Point {
    std::int64_t t_us = 0;
    std::array<Real, 2> ball_mps{}, heel_mps{};  // about the usual point, and about one farther out
    Real pitch_rad = 0, rate_radps = 0, bend_mps2 = 0;
  };
  using Weights = std::array<Real, 104>;

  Approach(const SwingSmoother& swing, const FootMotion& foot, const Descent& descent, const SoftLandingConfig& config)
      : c_(config), flat_rad_(descent.flat_rad) {
    const Real from_mps = std::max(c_.approach_mps, c_.approach_share * descent.peak_mps);
    const Real judged_mps = std::max(c_.judged_mps, c_.judged_share * descent.peak_mps);
    const auto after_us = [](Real s) { return static_cast<std::int64_t>(s * Real(1e6)); };
    std::int64_t last_us = descent.t_flat_us + after_us(c_.after_flat_s);
    bool landed = false, judged = false;
    std::array<Vec3, 2> force{Vec3::Zero(), Vec3::Zero()}, bends = force;  // of the last two samples
    swing.visit([&](const MotionPoint& m) {
      const Vec3 bent = m.acc_mps2 - 2 * force[1] + force[0];
      const Vec3 bent_again = bent - 2 * bends[1] + bends[0];
      const Real bend = bent.norm();
      force = {force[1], m.acc_mps2};
      bends = {bends[1], bent};
      if (m.index <= descent.peak_index || m.t_us > last_us) {
        return;
      }
      if (m.index >= swing.begin() + 4) {
        bend_square_ += bent.squaredNorm();
        bend_again_square_ += bent_again.squaredNorm();
      }
      const Real slower = foot.slower_mps(m);
      if (slower > from_mps) {
        size_ = 0;
        landed = judged = false;
        return;
      }
      const FootPoint p = foot.at(m);
      if (!judged) {
        judged = slower < judged_mps;
        lean_rad_ = p.pitch_rad - flat_rad_;
      }
      if (!landed && slower < c_.landed_mps) {
        landed = true;
        last_us = std::min(last_us, m.t_us + after_us(c_.after_landed_s));
      }
      push({m.t_us, speeds(m, foot, p, foot.ball_sensor_m(), 0, c_.toe_tip_m),
            speeds(m, foot, p, foot.heel_sensor_m(), -c_.heel_edge_m, 0), p.pitch_rad, p.pitch_rate_radps, bend});
      // A change of the force lies about its middle sample.
      if (size_ > 1) {
        at(size_ - 2).bend_mps2 = std::max(at(size_ - 2).bend_mps2, bend);
      }
    });
  }

  std::optional<SoftLanding> landing() const {
    if (size_ < 5) {
      return std::nullopt;
    }
    // Which point a sole turns about cannot be known: each is as likely.
    Weights weight{};
    for (const std::size_t about : {std::size_t{0}, std::size_t{1}}) {
      Weights one{};
      if (!weigh_kinks(one, about)) {
        return std::nullopt;
      }
      weigh_bends(one);
      const Real sum = std::accumulate(one.begin(), one.begin() + size_, Real(0));
      for (std::size_t i = 0; sum > 0 && i < static_cast<std::size_t>(size_); ++i) {
        weight[i] += one[i] / sum;
      }
    }
    auto found = mean(weight);
    if (found) {
      const Real sharp = (fastest_hz() - c_.smooth_hz) / (c_.sharp_hz - c_.smooth_hz);
      const Real whole = lean_rad_ > c_.part_rad ? c_.heel_share : Real(1);
      found->share = c_.smooth_share + (whole - c_.smooth_share) * std::clamp(sharp, Real(0), Real(1));
    }
    return found;
  }

 private:
  void push(const Point& p) {
    if (size_ == static_cast<int>(points_.size())) {
      const std::size_t half = points_.size() / 2;
      std::copy(points_.begin() + static_cast<std::ptrdiff_t>(half), points_.end(), points_.begin());
      size_ -= static_cast<int>(half);
    }
    at(size_++) = p;
  }
  Point& at(int i) { return points_[static_cast<std::size_t>(i)]; }
  const Point& at(int i) const { return points_[static_cast<std::size_t>(i)]; }
  Real t_s(int i) const { return seconds(at(i).t_us - at(0).t_us); }
  Real interval_s() const { return t_s(size_ - 1) / static_cast<Real>(size_ - 1); }

  /// Frequency of the sine whose second differences shrink and grow as those of the force do.
  Real fastest_hz() const {
    const Real ratio = bend_square_ > 0 ? std::sqrt(bend_again_square_ / bend_square_) : Real(0);
    return std::asin(std::min(Real(1), std::sqrt(ratio) / 2)) / (kPi * interval_s());
  }

  /// Speed of a part that turns about itself, and about the point between `low_m` and `high_m` ahead of it that comes
  /// down least.
  std::array<Real, 2> speeds(const MotionPoint& m, const FootMotion& foot, const FootPoint& p, const Vec3& part_m,
                             Real low_m, Real high_m) const {
    const Vec3 vel = m.vel_mps + m.q_world_sensor * m.gyr_radps.cross(part_m);
    const Vec3 turning = m.q_world_sensor * m.gyr_radps.cross(foot.x_axis_sensor());  // of a point a metre ahead
    const Real steep = (std::abs(p.pitch_rad - flat_rad_) - c_.tip_from_rad) / (c_.tip_wholly_rad - c_.tip_from_rad);
    const Real still_m = turning.z() != 0 ? -vel.z() / turning.z() : Real(0);
    const Real ahead_m = std::clamp(steep, Real(0), Real(1)) * std::clamp(still_m, low_m, high_m);
    return {vel.norm(), (vel + ahead_m * turning).norm()};
  }

  Real root_speed(int i, std::size_t about) const {
    const Point& p = at(i);
    const Real mps = lean_rad_ < -c_.part_rad  ? p.ball_mps[about]
                     : lean_rad_ > c_.part_rad ? p.heel_mps[about]
                                               : std::min(p.ball_mps[about], p.heel_mps[about]);
    return std::sqrt(mps);
  }

  /// y = floor + slope * max(t_kink - t, 0), least squares.
  struct Line {
    Real floor = 0, slope = 0, left = 0;  // left: sum of squares
  };

  /// Fits a line to each kink and spreads its probability over the instants it may mean.
  bool weigh_kinks(Weights& weight, std::size_t about) const {
    std::array<Line, std::tuple_size_v<Weights>> lines;
    const Real n = static_cast<Real>(size_);
    Real sum_y = 0, sum_yy = 0;
    for (int i = 0; i < size_; ++i) {
      const Real y = root_speed(i, about);
      sum_y += y;
      sum_yy += y * y;
    }
    Real count = 0, sum_t = 0, sum_tt = 0, before_y = 0, sum_ty = 0, least = -1;
    for (int k = 0; k < size_; ++k) {
      const Real t = t_s(k), y = root_speed(k, about);
      const Real x = count * t - sum_t, xx = count * t * t - 2 * t * sum_t + sum_tt, xy = t * before_y - sum_ty;
      const Real spread = xx - x * x / n;
      Line& line = lines[static_cast<std::size_t>(k)];
      line.slope = std::max(c_.least_slope, k > 0 ? (xy - x * sum_y / n) / spread : Real(0));
      line.floor = std::max(Real(0), (sum_y - line.slope * x) / n);
      line.left = sum_yy + n * line.floor * line.floor + line.slope * line.slope * xx -
                  2 * (line.floor * sum_y + line.slope * xy - line.floor * line.slope * x);
      if (k > 0 && (least < 0 || line.left < least)) {
        least = line.left;
      }
      count += 1;
      sum_t += t;
      sum_tt += t * t;
      before_y += y;
      sum_ty += t * y;
    }
    if (least < 0) {
      return false;
    }
    const Real dt = interval_s();
    for (int k = 1; k < size_; ++k) {
      const Line& line = lines[static_cast<std::size_t>(k)];
      const Real unlikely = dt / c_.correlation_s * (line.left - least) / (2 * c_.noise * c_.noise);
      if (unlikely > 12) {
        continue;
      }
      const Real floor = std::max(c_.least_floor, c_.floor_share * line.floor);
      const Real early = std::max(Real(0), std::sqrt(c_.landing_mps) - line.floor) / line.slope;
      const Real sd = std::hypot(std::hypot(floor / line.slope, c_.least_sd_s), dt / std::sqrt(Real(12)));
      const Real ic = t_s(k) - dt / 2 - early;
      const Real share = std::exp(-unlikely) / sd;
      for (int j = 0; j < size_; ++j) {
        const Real z = (t_s(j) - ic) / sd;
        weight[static_cast<std::size_t>(j)] += std::abs(z) < 4 ? share * std::exp(-z * z / 2) : Real(0);
      }
    }
    return true;
  }

  void weigh_bends(Weights& weight) const {
    Weights bends;
    for (int i = 0; i < size_; ++i) {
      bends[static_cast<std::size_t>(i)] = at(i).bend_mps2;
    }
    const auto middle = bends.begin() + size_ / 2;
    std::nth_element(bends.begin(), middle, bends.begin() + size_);
    const Real times_usual_rate = interval_s() * 208;
    const Real usual = std::max(*middle, c_.bend_mps2 * times_usual_rate * times_usual_rate);
    for (int i = 0; i < size_; ++i) {
      const Real unclear_rad = std::max(c_.flat_rad, Real(1.5) * interval_s() * std::abs(at(i).rate_radps));
      if (std::abs(at(i).pitch_rad - flat_rad_) > unclear_rad) {
        const Real bend = std::min(c_.most_bend, at(i).bend_mps2 / usual) / c_.clear_bend;
        weight[static_cast<std::size_t>(i)] *= 1 + bend * bend;
      }
    }
  }

  std::optional<SoftLanding> mean(const Weights& weight) const {
    Real sum = 0, t = 0, pitch = 0;
    for (int i = 0; i < size_; ++i) {
      const Real w = weight[static_cast<std::size_t>(i)];
      sum += w;
      t += w * t_s(i);
      pitch += w * at(i).pitch_rad;
    }
    if (!(sum > 0)) {
      return std::nullopt;
    }
    t /= sum;
    pitch /= sum;
    Real t_var = 0, pitch_var = 0;
    for (int i = 0; i < size_; ++i) {
      const Real w = weight[static_cast<std::size_t>(i)] / sum;
      t_var += w * (t_s(i) - t) * (t_s(i) - t);
      pitch_var += w * (at(i).pitch_rad - pitch) * (at(i).pitch_rad - pitch);
    }
    const Real dt = interval_s();
    int after = 1;
    while (after < size_ - 1 && t_s(after) < t) {
      ++after;
    }
    const Real turn = at(after).pitch_rad - at(after - 1).pitch_rad;
    return SoftLanding{at(0).t_us + static_cast<std::int64_t>(t * Real(1e6)), std::sqrt(t_var + dt * dt / 12), pitch,
                       std::sqrt(pitch_var + turn * turn / 12 + c_.angle_sd_rad * c_.angle_sd_rad)};
  }

  const SoftLandingConfig& c_;
  std::array<Point, std::tuple_size_v<Weights>> points_;
  int size_ = 0;
  Real flat_rad_;
  Real bend_square_ = 0, bend_again_square_ = 0;  // of the second and fourth differences of the force, since the peak
  Real lean_rad_ = 0;                             // from flat, when it was judged which part touches
};

}  // namespace

std::optional<SoftLanding> find_soft_landing(const SwingSmoother& swing, const FootMotion& foot, const Descent& descent,
                                             const SoftLandingConfig& config) {
  return Approach(swing, foot, descent, config).landing();
}

Real last_part_share(Real later_s, Real t_sd_s, bool falls, const SoftLandingConfig& c) {
  if (later_s <= c.shock_sd_s) {
    return 0;
  }
  if (falls) {
    return 1;
  }
  const Real sd_s = std::hypot(t_sd_s, c.shock_sd_s), z = later_s / sd_s;
  const Real own = (1 - c.last_part) * std::exp(-z * z / 2) / (sd_s * std::sqrt(2 * kPi));
  const Real last = c.last_part / c.usual_roll_s;
  return last / (own + last);
}

}  // namespace backstep
