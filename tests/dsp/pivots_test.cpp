#include "dsp/contact/pivots.h"

#include <catch2/catch.hpp>

#include "dsp/calibration/foot_alignment.h"
#include "dsp/pipeline/foot_pipeline.h"

using namespace backstep;

namespace {

const Vec3 kBall(0.13, 0.01, -0.08), kHeel(-0.06, 0, -0.08);

/// A second of rolling about both.
void roll(PivotEstimator& pivots) {
  for (int i = 0; i < 200; ++i) {
    const Vec3 down(0.2, 1.0 + 0.01 * i, 0.1), up = -down;
    pivots.add(-down.cross(kBall), down, -0.1, 0.005);
    pivots.add(-up.cross(kHeel), up, 0.1, 0.005);
  }
  pivots.solve();
}

FootCalibration stored(std::optional<Vec3> ball, std::optional<Vec3> heel) {
  FootCalibration c;
  c.swings = c.rests = 10;
  c.ball_m = ball;
  c.heel_m = heel;
  return c;
}

}  // namespace

TEST_CASE("Pivots are the points that stand still while the foot turns about them") {
  PivotEstimator pivots;
  roll(pivots);
  CHECK((pivots.ball_m() - kBall).head<1>().norm() < 0.01);
  CHECK((pivots.heel_m() - kHeel).head<1>().norm() < 0.01);
  pivots.turn_about();
  CHECK(pivots.ball_m().x() == Approx(0.06).margin(0.01));
  CHECK(pivots.heel_m().x() == Approx(-0.13).margin(0.01));
}

TEST_CASE("A foot nearly flat does not tell which part it turns about") {
  PivotEstimator pivots;
  const Vec3 ball(0.13, 0, -0.08);
  for (int i = 0; i < 200; ++i) {
    // It rolls off the ball; its zero, or the shoe's flexing, takes it a degree past flat.
    const Vec3 down(0.2, 1.0 + 0.01 * i, 0.1);
    pivots.add(-down.cross(ball), down, i < 100 ? -0.1 : 0.02, 0.005);
  }
  pivots.solve();
  CHECK(pivots.ball_known());
  CHECK_FALSE(pivots.heel_known());
  CHECK(pivots.heel_m().x() == Approx(-0.10));
}

TEST_CASE("Of a calibration that knows one part of the shoe, the other is learned and the one stays") {
  const Vec3 known(0.11, 0, -0.07);
  PivotEstimator pivots(stored(known, std::nullopt));
  CHECK(pivots.ball_known());
  CHECK_FALSE(pivots.heel_known());
  roll(pivots);
  CHECK(pivots.ball_m() == known);
  CHECK(pivots.heel_known());
  CHECK((pivots.heel_m() - kHeel).head<1>().norm() < 0.01);
}

TEST_CASE("A calibration whose ball and heel no shoe can have is learned anew") {
  for (const FootCalibration& impossible :
       {stored(Vec3(0.5, 0, -0.08), std::nullopt), stored(Vec3(-0.13, 0, -0.08), Vec3(0.06, 0, -0.08)),
        stored(Vec3(0.03, 0, -0.08), Vec3(-0.02, 0, -0.08))}) {
    PivotEstimator pivots(impossible);
    CHECK_FALSE(pivots.ball_known());
    CHECK_FALSE(pivots.heel_known());
    roll(pivots);
    CHECK((pivots.ball_m() - kBall).head<1>().norm() < 0.01);
    CHECK((pivots.heel_m() - kHeel).head<1>().norm() < 0.01);
  }
}

TEST_CASE("A declared axis against the stored one turns ball and heel with the foot") {
  FootSetup setup;
  setup.toes_axis_sensor = -Vec3::UnitX();
  for (const std::uint32_t swings : {2U, 10U}) {
    FootCalibration c = stored(kBall, kHeel);
    c.swings = swings;
    const FootCalibration now = FootPipeline(Foot::left, 208, {}, setup, c).calibration();
    REQUIRE(now.ball_m);
    REQUIRE(now.heel_m);
    CHECK((*now.ball_m - Vec3(0.06, 0, -0.08)).norm() < 1e-9);
    CHECK((*now.heel_m - Vec3(-0.13, -0.01, -0.08)).norm() < 1e-9);
  }
}
