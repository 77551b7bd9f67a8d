#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <string>

#include "dsp/summary/session_summary.h"
#include "tests/dsp/walk_fixture.h"

using namespace backstep;
using namespace backstep::test;
using walker::Travel;

namespace {

struct Error {
  double bias = 0, sd = 0;
  std::size_t n = 0;
};

Error error_of(const std::vector<double>& x) {
  Error e;
  e.n = x.size();
  for (const double v : x) e.bias += v / double(x.size());
  for (const double v : x) e.sd += (v - e.bias) * (v - e.bias) / double(x.size());
  e.sd = std::sqrt(e.sd);
  return e;
}

/// Attitude of the foot and place of a point of it (foot frame), at a true sample.
struct TrueFoot {
  const walker::Mounting& mounting;
  Quat attitude(const walker::TruthSample& s) const { return s.q_world_sensor * mounting.q_foot_sensor.conjugate(); }
  Vec3 point(const walker::TruthSample& s, const Vec3& in_foot) const {
    return s.pos_m + attitude(s) * (in_foot - mounting.position_m);
  }
};

const walker::TruthSample& at(const walker::FootWalk& foot, double t_s) {
  const auto i = std::lower_bound(foot.truth.begin(), foot.truth.end(), t_s,
                                  [](const walker::TruthSample& s, double t) { return s.t_s < t; });
  return i == foot.truth.end() ? foot.truth.back() : *i;
}

/// Least height of a point in the middle third of the sensor's way; the ground is level.
double clearance_m(const walker::FootWalk& foot, const TrueFoot& true_foot, const walker::TruthStride& stride,
                   const Vec3& in_foot) {
  const Vec3 from = at(foot, stride.start_s).pos_m, way = at(foot, stride.end_s).pos_m - from;
  double lowest = 1;
  for (const walker::TruthSample& s : foot.truth) {
    const double share = (s.pos_m - from).head<2>().dot(way.head<2>()) / way.head<2>().squaredNorm();
    if (s.t_s > stride.t_left_s && s.t_s < stride.t_landed_s && share > 1.0 / 3 && share < 2.0 / 3) {
      lowest = std::min(lowest, true_foot.point(s, in_foot).z());
    }
  }
  return lowest;
}

/// Mean rotation towards flat in the 20 ms (at most a third of the way) before the pitch stays within 1.5 degrees of
/// it.
std::optional<double> touch_dps(const walker::FootWalk& foot, const walker::TruthStride& stride) {
  const walker::StanceTruth& stance = stride.landing;
  double down_s = stance.landed_s;
  for (const walker::TruthSample& s : foot.truth) {
    const bool away = std::abs(s.pitch_rad - stance.rest_rad) > deg_to_rad(1.5);
    down_s = s.t_s > stance.landed_s && s.t_s < stance.flat_s && away ? s.t_s : down_s;
  }
  const double window_s = std::min(0.02, (down_s - stance.landed_s) / 3);
  if (window_s < 0.004) {
    return std::nullopt;
  }
  return rad_to_deg(std::abs(at(foot, down_s).pitch_rad - at(foot, down_s - window_s).pitch_rad) / window_s);
}

/// For how long both feet stand within [from, to] of this one's stance.
double both_stand_s(const walker::FootWalk& other_foot, double from_s, double to_s) {
  double sum = 0;
  for (const walker::StanceTruth& s : other_foot.stances) {
    sum += std::max(0.0, std::min(to_s, s.left_s) - std::max(from_s, s.landed_s));
  }
  return sum;
}

using Errors = std::map<std::string, std::vector<double>>;

void compare(const walker::WalkerConfig& config, std::uint64_t seed, Errors& errors) {
  const walker::Walk walk = walker::walk(config, seed);
  const SessionConfig session = session_config(config);
  for (const Event& event : events_of(walk, session, calibration_of(walk, session))) {
    const auto* s = std::get_if<Stride>(&event);
    if (s == nullptr || !s->used) continue;
    const walker::FootWalk& foot = walk.feet[index(s->foot)];
    const walker::TruthStride* t = truth_of(foot, *s);
    if (t == nullptr) continue;
    const TrueFoot true_foot{config.mounting[index(s->foot)]};
    const double half_m = config.person.heel_to_ball_m / 2;
    const auto add = [&](const char* name, const std::optional<Real>& measured, double truth) {
      if (measured) errors[name].push_back(*measured - truth);
    };
    add("toe_clearance_m", s->toe_clearance_m, clearance_m(foot, true_foot, *t, Vec3(half_m, 0, 0)));
    add("heel_clearance_m", s->heel_clearance_m, clearance_m(foot, true_foot, *t, Vec3(-half_m, 0, 0)));

    const double side = s->foot == Foot::left ? 1 : -1;
    const Quat landed = true_foot.attitude(at(foot, t->t_landed_s)), flat = true_foot.attitude(at(foot, t->end_s));
    const Vec3 x = landed * Vec3::UnitX();
    const Vec3 way = (at(foot, t->end_s).pos_m - at(foot, t->start_s).pos_m) * (t->forward_m < 0 ? -1 : 1);
    const double toe_out = side * std::remainder(std::atan2(x.y(), x.x()) - std::atan2(way.y(), way.x()), 2 * kPi);
    add("toe_out_deg", s->toe_out_rad ? std::optional<Real>(rad_to_deg(*s->toe_out_rad)) : std::nullopt,
        rad_to_deg(toe_out));
    const auto tilt = [](const Quat& q) { return std::asin((q * Vec3::UnitY()).z()); };
    add("inversion_deg", s->inversion_rad ? std::optional<Real>(rad_to_deg(*s->inversion_rad)) : std::nullopt,
        rad_to_deg(side * (tilt(flat) - tilt(landed))));
    if (const auto truth = touch_dps(foot, *t)) {
      add("heel_touch_dps", s->heel_touch_radps ? std::optional<Real>(rad_to_deg(*s->heel_touch_radps)) : std::nullopt,
          *truth);
    }

    const walker::StanceTruth& before = foot.stances[static_cast<std::size_t>(t->stride) - 1];
    const walker::FootWalk& other_foot = walk.feet[index(other(s->foot))];
    const double both_s = both_stand_s(other_foot, before.landed_s, before.left_s);
    const double cycle_s = t->t_landed_s - before.landed_s;
    add("double_support_s", s->double_support_s, both_s);
    add("double_support_pct", pct_of_cycle(*s, s->double_support_s), 100 * both_s / cycle_s);
    add("stance_pct", pct_of_cycle(*s, s->stance_time_s), 100 * (before.left_s - before.landed_s) / cycle_s);
    add("swing_pct", pct_of_cycle(*s, s->swing_time_s), 100 * (t->t_landed_s - t->t_left_s) / cycle_s);
    add("walk_ratio_cm_per_spm", walk_ratio(*s) ? std::optional<Real>(100 * *walk_ratio(*s)) : std::nullopt,
        100 * t->length_m / 2 / (120 / cycle_s));
  }
}

}  // namespace

TEST_CASE("What the table says of a stride's shape is what the walker did") {
  // Bias and spread between strides. Toe-out and inversion are of the axis about which the foot turns most, which lies
  // some degrees beside the walker's; lift-off is told late (DEFINITIONS.md), and stance and double support share that.
  struct Bound {
    double bias, sd;
  };
  const std::map<std::string, Bound> bounds = {
      {"toe_clearance_m", {0.003, 0.003}}, {"heel_clearance_m", {0.003, 0.004}},
      {"toe_out_deg", {5, 1.2}},           {"inversion_deg", {2, 0.6}},
      {"heel_touch_dps", {25, 30}},        {"double_support_s", {0.035, 0.009}},
      {"double_support_pct", {3.2, 0.6}},  {"stance_pct", {1.6, 0.5}},
      {"swing_pct", {1.6, 0.5}},           {"walk_ratio_cm_per_spm", {0.002, 0.008}}};
  for (const auto& [travel, speed] :
       {std::pair{Travel::backward, 0.7}, {Travel::backward, 0.3}, {Travel::forward, 1.2}}) {
    Errors errors;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      compare(plain_walk(travel, speed, 10), seed, errors);
    }
    CHECK(errors.size() == bounds.size());
    for (const auto& [name, x] : errors) {
      const Error e = error_of(x);
      INFO(name << " at " << speed << " m/s: " << e.bias << " +- " << e.sd << " of " << e.n);
      CHECK(e.n >= 40);
      CHECK(std::abs(e.bias) < bounds.at(name).bias);
      CHECK(e.sd < bounds.at(name).sd);
    }
  }
}

TEST_CASE("Toe-out and inversion are outward and inward on either side") {
  // A mirrored foot has the same angles; a clearance needs a way.
  const auto config = plain_walk(Travel::backward, 0.7, 5);
  const walker::Walk walk = walker::walk(config, 3);
  const auto left = strides_of(walk.feet[0].measured, 208, declared(config, Foot::left), std::nullopt, Foot::left);
  auto mirrored = walk.feet[0].measured;
  for (ImuSample& s : mirrored) {
    s.acc_mps2.y() *= -1;
    s.gyr_radps.x() *= -1;
    s.gyr_radps.z() *= -1;
  }
  FootSetup setup = declared(config, Foot::left);
  setup.toes_axis_sensor->y() *= -1;
  const auto right = strides_of(mirrored, 208, setup, std::nullopt, Foot::right);
  REQUIRE(left.size() == right.size());
  std::size_t compared = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (left[i].toe_out_rad && left[i].inversion_rad) {
      CHECK(*right[i].toe_out_rad == Approx(*left[i].toe_out_rad).margin(1e-6));
      CHECK(*right[i].inversion_rad == Approx(*left[i].inversion_rad).margin(1e-6));
      ++compared;
    }
  }
  CHECK(compared > 5);
}

TEST_CASE("The turns of a walk are told, each with its angle") {
  // Half a turn, a curve of 90 degrees to the left, a turn of 90 to the right.
  const auto config = *walker::preset("mixed-with-turns");
  const walker::Walk walk = walker::walk(config, 4);
  const SessionConfig session = session_config(config);
  const auto summary = std::make_unique<SessionSummary>();
  for (const Event& event : events_of(walk, session, calibration_of(walk, session))) {
    if (const auto* stride = std::get_if<Stride>(&event)) {
      summary->push(*stride);
    }
  }
  summary->finish();
  REQUIRE(summary->turns().size() == 3);
  const double true_deg[] = {180, 90, -90};
  for (std::size_t i = 0; i < 3; ++i) {
    const WalkTurn& turn = summary->turns()[i];
    CHECK(rad_to_deg(turn.turn_rad) == Approx(true_deg[i]).margin(12));
    CHECK(turn.steps >= 4);
    CHECK(turn.end_us > turn.begin_us);
  }
}
