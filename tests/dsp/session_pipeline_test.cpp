#include "dsp/pipeline/session_pipeline.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/dsp/allocations.h"
#include "tests/dsp/walk_fixture.h"

using namespace backstep;
using namespace backstep::test;
using walker::Travel;

namespace {

std::vector<Stride> strides_in(const std::vector<Event>& events) {
  std::vector<Stride> strides;
  for (const Event& e : events) {
    if (const auto* s = std::get_if<Stride>(&e)) {
      strides.push_back(*s);
    }
  }
  return strides;
}

}  // namespace

TEST_CASE("Pushing samples allocates nothing") {
  const auto config = plain_walk(Travel::backward, 0.7);
  const auto samples = merged(walker::walk(config, 4));
  const auto session = std::make_unique<SessionPipeline>(session_config(config));
  std::size_t strides = 0;
  const std::size_t before = allocations();
  for (const auto& [foot, sample] : samples) {
    session->push(foot, sample);
    while (const auto e = session->next()) {
      strides += std::holds_alternative<Stride>(*e) ? 1U : 0U;
    }
  }
  session->finish();
  CHECK(allocations() == before);
  CHECK(strides > 8);
}

TEST_CASE("Rows come in the order of foot flat, soon after it") {
  const auto config = plain_walk(Travel::backward, 0.9, 15);
  const auto walk = walker::walk(config, 4);
  const auto strides = strides_in(events_of(walk, session_config(config)));
  REQUIRE(strides.size() == walk.feet[0].strides.size() + walk.feet[1].strides.size());
  for (std::size_t i = 1; i < strides.size(); ++i) {
    CHECK(strides[i - 1].t_ff_us <= strides[i].t_ff_us);
  }
}

TEST_CASE("Step time and double support are those of the two feet's true contacts") {
  const auto config = plain_walk(Travel::backward, 0.7, 12);
  const auto walk = walker::walk(config, 4);
  std::vector<double> errors_s;
  const auto session = session_config(config);
  for (const Stride& s : strides_in(events_of(walk, session, calibration_of(walk, session)))) {
    const auto& mine = walk.feet[index(s.foot)];
    const auto& others = walk.feet[index(other(s.foot))];
    const auto* truth = truth_of(mine, s);
    REQUIRE(truth != nullptr);
    if (!s.step_time_s) {
      continue;
    }
    double last_s = -1;
    for (const auto& t : others.strides) {
      last_s = t.t_landed_s < truth->t_landed_s ? t.t_landed_s : last_s;
    }
    errors_s.push_back(std::abs(*s.step_time_s - (truth->t_landed_s - last_s)));
    CHECK(errors_s.back() < 0.06);
    if (s.double_support_s) {
      CHECK(*s.double_support_s > 0);
      CHECK(*s.double_support_s < 0.5);
    }
  }
  REQUIRE(errors_s.size() > 15);
  std::sort(errors_s.begin(), errors_s.end());
  CHECK(errors_s[errors_s.size() / 2] < 0.005);
}

TEST_CASE("Two clocks: what needs both feet on one clock stays empty") {
  const auto config = plain_walk(Travel::backward, 0.7);
  auto two_clocks = session_config(config);
  two_clocks.common_clock = false;
  const auto strides = strides_in(events_of(walker::walk(config, 4), two_clocks));
  REQUIRE_FALSE(strides.empty());
  for (const Stride& s : strides) {
    CHECK_FALSE(s.step_time_s);
    CHECK_FALSE(s.double_support_s);
  }
}

TEST_CASE("A rest of both feet begins a new bout, but a change of direction does not") {
  auto config = plain_walk(Travel::backward, 0.7, 5);
  config.bouts = {walker::stand(2), walker::walk(Travel::backward, 0.7, 4), walker::walk(Travel::forward, 0.9, 4),
                  walker::stand(6), walker::walk(Travel::backward, 0.7, 4), walker::stand(1)};
  const auto walk = walker::walk(config, 4);
  const auto strides = strides_in(events_of(walk, session_config(config)));
  REQUIRE(strides.size() > 12);
  CHECK(strides.front().bout == 1);
  CHECK(strides.back().bout == 2);
  for (std::size_t i = 1; i < strides.size(); ++i) {
    if (strides[i].bout != strides[i - 1].bout) {
      CHECK(strides[i].quality.has(Quality::first));
      CHECK_FALSE(strides[i].stride_time_s);
      CHECK(strides[i].t_tc_us.value() - strides[i - 1].t_ff_us > 3'000'000);
    }
  }
}

TEST_CASE("One foot alone is a session too") {
  const auto config = plain_walk(Travel::backward, 0.7);
  const auto walk = walker::walk(config, 4);
  auto one = session_config(config);
  one.rate_hz[0] = 0;
  const auto session = std::make_unique<SessionPipeline>(one);
  std::size_t strides = 0;
  for (const ImuSample& s : walk.feet[1].measured) {
    session->push(Foot::right, s);
    while (const auto e = session->next()) {
      strides += std::holds_alternative<Stride>(*e) ? 1U : 0U;
    }
  }
  session->finish();
  while (const auto e = session->next()) {
    strides += std::holds_alternative<Stride>(*e) ? 1U : 0U;
  }
  CHECK(strides == walk.feet[1].strides.size());
}

TEST_CASE("Walking backward on the heels is told, walking backward on the ball is not") {
  for (const bool heel : {true, false}) {
    auto config = plain_walk(Travel::backward, 0.6, 10);
    config.bouts[1].landings = {{1, deg_to_rad(heel ? 14 : -20), walker::Roll::smooth, 0, 0}};
    bool told = false;
    for (const Event& e : events_of(walker::walk(config, 4), session_config(config))) {
      const auto* alert = std::get_if<Alert>(&e);
      told = told || (alert != nullptr && alert->kind == AlertKind::heel_first);
    }
    CHECK(told == heel);
  }
}

TEST_CASE("The calibration of a whole walk makes its first row as good as the last") {
  const auto config = plain_walk(Travel::backward, 0.7, 10);
  const auto walk = walker::walk(config, 4);
  const auto stored = calibration_of(walk, session_config(config));
  REQUIRE(stored[0]);
  REQUIRE(stored[1]);
  const auto learning = strides_in(events_of(walk, session_config(config)));
  const auto known = strides_in(events_of(walk, session_config(config), stored));
  CHECK(learning.front().quality.has(Quality::uncalibrated));
  CHECK_FALSE(known.front().quality.has(Quality::uncalibrated));
  // The pivots were learned: ball and heel of the walker's shoe, 0.18 m apart.
  for (const auto& c : stored) {
    REQUIRE(c->ball_m);
    REQUIRE(c->heel_m);
    CHECK((*c->ball_m - *c->heel_m).x() == Approx(0.18).margin(0.05));
  }
}

TEST_CASE("The toe end that one foot's signal tells speaks for the other, since both go the same way") {
  FootCalibration left, right;
  left.toe_source = ToeSource::signal;
  left.toe_log_odds = 12;
  left.mean_forward_m = -0.8;
  right.toe_log_odds = 1;
  left.swings = right.swings = 2;
  right.mean_forward_m = 0.8;  // with this end in front it would go the other way
  const Vec3 x_before = right.q_foot_sensor.conjugate() * Vec3::UnitX();
  pool_toe_evidence(left, right, AlignmentConfig{});
  CHECK(left.toe_source == ToeSource::signal);
  CHECK(right.toe_source == ToeSource::signal);
  CHECK(right.mean_forward_m == Approx(-0.8));
  CHECK((right.q_foot_sensor.conjugate() * Vec3::UnitX() + x_before).norm() < 1e-9);

  FootCalibration unsure_left, unsure_right;
  unsure_left.toe_log_odds = 1;
  unsure_right.toe_log_odds = 1;
  unsure_left.mean_forward_m = unsure_right.mean_forward_m = -0.5;
  pool_toe_evidence(unsure_left, unsure_right, AlignmentConfig{});
  CHECK(unsure_left.toe_source == ToeSource::unknown);
}
