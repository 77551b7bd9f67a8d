// What is told of the shoes while somebody walks.
#include "host/session/shoe_watch.h"

#include <catch2/catch.hpp>

using namespace backstep;
using namespace backstep::host;
using Catch::Matchers::Contains;

namespace {

ShoeState good() {
  ShoeState s;
  s.connected = true;
  s.battery_pct = 82;
  s.missing_pct = 0.14;
  s.delay_ms = 35.2;
  return s;
}

}  // namespace

TEST_CASE("The line shows what is known of a shoe") {
  CHECK(shoe_text(good()) == "0.1 % missing  35 ms  battery 82 %");
  ShoeState unknown;
  unknown.connected = true;
  CHECK(shoe_text(unknown) == "0.0 % missing");
  unknown.connected = false;
  CHECK(shoe_text(unknown) == "no link");
}

TEST_CASE("A low battery and a narrow link are told once, however often they come back") {
  ShoeWatch watch(Foot::left);
  CHECK(watch.warnings(good(), {}).empty());
  ShoeState bad = good();
  bad.low_battery = bad.reduced = true;
  const auto told = watch.warnings(bad, {});
  REQUIRE(told.size() == 2);
  CHECK_THAT(told[0].text, Contains("left shoe") && Contains("low (82 %)"));
  CHECK_THAT(told[1].text, Contains("52 samples a second"));
  CHECK(watch.warnings(bad, {}).empty());
  CHECK(watch.warnings(good(), {}).empty());
  CHECK(watch.warnings(bad, {}).empty());
}

TEST_CASE("A sensor that contradicts itself is told once, as soon as it is known") {
  ShoeWatch watch(Foot::right);
  FootDiagnosis diagnosis;
  CHECK(watch.warnings(good(), diagnosis).empty());
  diagnosis.contradiction = Contradiction::rotation_against_force;
  diagnosis.closing_speed_mps = 1.43;
  const auto told = watch.warnings(good(), diagnosis);
  REQUIRE(told.size() == 1);
  CHECK_THAT(told[0].text, Contains("right foot") && Contains("1.4 m/s"));
  CHECK(watch.warnings(good(), diagnosis).empty());
}
