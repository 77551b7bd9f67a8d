#include "dsp/parameters/swing_shape.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace backstep {
namespace {

constexpr Real kLeastWay_m = Real(0.1);  // as for a direction
constexpr Real kSteepest = Real(0.2);    // slopes that people walk on; what climbs more is stairs, and no line
constexpr Real kMidFrom = Real(1) / 3, kMidTo = Real(2) / 3;

/// Height of a point of the sole above the line between where it stands before and after.
class Height {
 public:
  Height(const Vec3& point_sensor_m, const Vec3& up_before, const Vec3& up_after, Real climb_m)
      : point_(point_sensor_m), before_(up_before.dot(point_)), climb_(climb_m + up_after.dot(point_) - before_) {}

  void add(Real pos_z_m, const Vec3& up_sensor, Real share) {
    lowest_ = std::min(lowest_, pos_z_m + up_sensor.dot(point_) - before_ - share * climb_);
  }
  std::optional<Real> lowest_m() const {
    return lowest_ < std::numeric_limits<Real>::max() ? std::optional(lowest_) : std::nullopt;
  }

 private:
  Vec3 point_;
  Real before_, climb_;
  Real lowest_ = std::numeric_limits<Real>::max();
};

/// Fills a curve with the newest pitch as time goes by.
class Curve {
 public:
  Curve(PitchCurve& curve, std::int64_t begin_us, std::int64_t end_us)
      : curve_(curve), begin_us_(begin_us), span_us_(std::max<std::int64_t>(1, end_us - begin_us)) {}

  void add(const MotionPoint& m, const FootMotion& foot) {
    const std::int64_t due = (m.t_us - begin_us_) * static_cast<std::int64_t>(curve_.size()) / span_us_;
    if (due <= filled_ && filled_ > 0) {
      return;
    }
    const Real pitch_rad = pitch_of(m.q_world_sensor, foot.x_axis_sensor());
    for (; filled_ <= due && filled_ < static_cast<std::int64_t>(curve_.size()); ++filled_) {
      curve_[static_cast<std::size_t>(filled_)] = pitch_rad;
    }
  }

 private:
  PitchCurve& curve_;
  std::int64_t begin_us_, span_us_, filled_ = 0;
};

Vec3 up_in_sensor(const Quat& q_world_sensor) { return q_world_sensor.conjugate() * Vec3::UnitZ(); }

}  // namespace

Real correlation(const PitchCurve& a, const PitchCurve& b) {
  const auto mean = [](const PitchCurve& c) {
    return std::accumulate(c.begin(), c.end(), Real(0)) / static_cast<Real>(c.size());
  };
  const Real mean_a = mean(a), mean_b = mean(b);
  Real ab = 0, aa = 0, bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Real x = a[i] - mean_a, y = b[i] - mean_b;
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : Real(0);
}

SwingShape measure_shape(const SwingSmoother& swing, const FootMotion& foot, const StrideEvents& events) {
  const Vec3 d = swing.displacement_m();
  const Real way_m = d.head<2>().norm();
  const bool is_level = way_m >= kLeastWay_m && std::abs(d.z()) <= kSteepest * way_m;
  const Real interval_s =
      swing.duration_s() / static_cast<Real>(std::max<std::int64_t>(1, swing.end() - swing.begin()));
  const Vec3 before = up_in_sensor(swing.start_attitude()), after = up_in_sensor(swing.end_attitude());
  Height ball(foot.ball_sensor_m(), before, after, d.z()), heel(foot.heel_sensor_m(), before, after, d.z());
  SwingShape shape;
  shape.q_contact = swing.end_attitude();
  Curve pitch(shape.pitch_rad, events.t_start_us, events.t_ff_us);
  swing.visit([&](const MotionPoint& m) {
    if (m.t_us >= events.t_start_us && m.t_us <= events.t_ff_us) {
      pitch.add(m, foot);
    }
    const Vec3 up = up_in_sensor(m.q_world_sensor);
    shape.turned_rad += up.dot(m.gyr_radps) * interval_s;
    shape.highest_m = std::max(shape.highest_m, m.pos_m.z());
    shape.q_contact = m.index <= events.ic_index ? m.q_world_sensor : shape.q_contact;
    if (is_level) {
      const Real share = m.pos_m.head<2>().dot(d.head<2>()) / (way_m * way_m);
      if (share > kMidFrom && share < kMidTo) {
        ball.add(m.pos_m.z(), up, share);
        heel.add(m.pos_m.z(), up, share);
      }
    }
  });
  shape.ball_clearance_m = ball.lowest_m();
  shape.heel_clearance_m = heel.lowest_m();
  return shape;
}

}  // namespace backstep
