#include "dsp/stride/walking_signs.h"

#include <catch2/catch.hpp>
#include <cmath>

using namespace backstep;

namespace {

/// A slow step of 0.6 m backward on a level floor.
Step slow_step() {
  return {.up_before = {0, 0, 9.8},
          .up_after = {0.3, 0, 9.8},
          .up_usual = Vec3::UnitZ(),
          .displacement_m = {-0.6, 0.02, 0.01},
          .rms_rate_radps = 1.2,
          .peak_speed_mps = 1.3,
          .stance_s = 1.1,
          .swing_s = 0.5};
}

Vec3 up_at_deg(Real tilt_deg) {
  const Real tilt_rad = tilt_deg * kPi / 180;
  return 9.8 * Vec3(std::sin(tilt_rad), 0, std::cos(tilt_rad));
}

/// Whether a step that follows good ones is taken for walking.
bool walks(const Step& step) {
  WalkingSigns signs;
  REQUIRE(signs.add(slow_step()));
  return signs.add(step);
}

}  // namespace

TEST_CASE("Slow steps on the level, on stairs, on toes and without a known stance are walking") {
  Step stairs = slow_step(), toes = slow_step(), first = slow_step();
  stairs.displacement_m = {0.5, 0, 0.38};  // two steep steps
  toes.up_after = up_at_deg(30);           // from flat onto the toes
  first.stance_s.reset();
  CHECK(walks(slow_step()));
  CHECK(walks(stairs));
  CHECK(walks(toes));
  CHECK(walks(first));
}

TEST_CASE("What a walking foot does not do is told") {
  Step pedal = slow_step(), raised = slow_step(), up = slow_step(), carried = slow_step(), leaning = slow_step();
  pedal.stance_s = 0.1;
  raised.up_after = up_at_deg(50);
  up.displacement_m = {0.05, 0, 0.3};
  carried.rms_rate_radps = 0.15;
  carried.unrest_radps = 0.4;
  leaning.up_before = leaning.up_after = up_at_deg(70);
  CHECK_FALSE(walks(pedal));
  CHECK_FALSE(walks(raised));
  CHECK_FALSE(walks(up));
  CHECK_FALSE(walks(carried));
  CHECK_FALSE(walks(leaning));
  // Held level in between, but put down where it stands still.
  carried.unrest_radps = 0.05;
  CHECK(walks(carried));
}

TEST_CASE("A step back is walking, to and fro is not") {
  WalkingSigns signs;
  Step there = slow_step(), back = slow_step();
  back.displacement_m = -there.displacement_m;
  CHECK(signs.add(there));
  CHECK(signs.add(back));
  CHECK_FALSE(signs.add(there));
  CHECK_FALSE(signs.no_walking());
  signs.add(back);
  signs.add(there);
  CHECK(signs.no_walking());

  SECTION("but not across a hole in the stream") {
    WalkingSigns interrupted;
    interrupted.add(there);
    interrupted.interrupt();
    CHECK(interrupted.add(back));
    interrupted.interrupt();
    CHECK(interrupted.add(there));
    CHECK_FALSE(interrupted.no_walking());
  }
}

TEST_CASE("The step after one that is no walking is doubtful as well") {
  WalkingSigns signs;
  Step pedal = slow_step();
  pedal.stance_s = 0.1;
  signs.add(pedal);
  CHECK_FALSE(signs.add(slow_step()));
  CHECK(signs.add(slow_step()));
}
