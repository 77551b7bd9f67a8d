// What is asked of the library is checked by the library: the command line is one of several that ask.
#include <catch2/catch.hpp>
#include <limits>
#include <string>

#include "host/base/file.h"
#include "host/walk/measure.h"
#include "host/walk/settings.h"
#include "host/walk/simulate.h"

using namespace backstep;
using namespace backstep::host;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
const std::string kRecording = BACKSTEP_SOURCE_DIR "/data/backward-good.gait";

/// The sentence of an error of what was asked for; "" where there is none.
template <class T>
std::string refusal(const Result<T>& result) {
  if (result) {
    return {};
  }
  CHECK(result.error().kind == ErrorKind::request);
  return result.error().message();
}

std::string settings_refused(const AnalysisOptions& o) { return refusal(settings(o, open_input)); }
std::string walk_refused(SimulationRequest o) {
  if (!o.seconds) o.strides = o.strides.value_or(2);
  return refusal(simulate(o));
}

}  // namespace

TEST_CASE("Settings out of range are refused by the library", "[walk]") {
  CHECK(settings_refused({.leg_length_m = 85}) == "leg length: expected 0.3 to 1.5 m, found 85 m.");
  CHECK(settings_refused({.height_m = 180}) == "body height: expected 0.6 to 2.5 m, found 180 m.");
  CHECK(settings_refused({.target_speed_mps = -1}) == "target speed: expected 0.05 to 10 m/s, found -1 m/s.");
  CHECK(settings_refused({.belt_speed_mps = kNan}) == "belt speed: expected 0.05 to 10 m/s, found nan m/s.");
  CHECK(settings_refused({.incline_pct = 45}) == "incline: expected -40 to 40 %, found 45 %.");
  CHECK(settings_refused({.profile = "expert"}) ==
        "profile: expected one of general, senior, athlete, found \"expert\".");
  CHECK(settings_refused({.belt_speed_mps = 0.5, .surface = Surface::overground}) ==
        "a belt's speed was said of a walk overground, expected one on a treadmill. Leave one of the two out.");
}

TEST_CASE("The ends of a range are in it", "[walk]") {
  CHECK(settings_refused({.leg_length_m = kLegLengths_m.least}).empty());
  CHECK(settings_refused({.leg_length_m = kLegLengths_m.most}).empty());
  for (const char* const profile : kProfiles) {
    CHECK(settings_refused({.profile = profile}).empty());
  }
  CHECK(walk_refused({.strike_angle_deg = kStrikeAngles_deg.least}).empty());
}

TEST_CASE("A measurement is refused what the settings are", "[walk]") {
  CHECK(refusal(measure(kRecording, {.leg_length_m = 85}, {})) == "leg length: expected 0.3 to 1.5 m, found 85 m.");
}

TEST_CASE("A simulated walk out of range is refused by the library", "[walk]") {
  CHECK(walk_refused({.preset = "nobody"}) == "there is no preset 'nobody'.");
  CHECK(walk_refused({.direction = "up"}) ==
        "direction: expected one of backward, forward, left, right, found \"up\".");
  CHECK(walk_refused({.roll = "drum"}) ==
        "roll: expected one of abrupt, broken, hesitant, slapping, smooth, found \"drum\".");
  CHECK(walk_refused({.speed_mps = 15}) == "speed: expected 0.15 to 1.5 m/s, found 15 m/s.");
  CHECK(walk_refused({.strides = 0}) == "strides: expected 1 to 100000, found 0.");
  CHECK(walk_refused({.seconds = kNan}) == "length of the walk: expected 1 to 86400 s, found nan s.");
  CHECK(walk_refused({.strike_angle_deg = 90}) == "strike angle: expected -40 to 35 degrees, found 90 degrees.");
  CHECK(walk_refused({.loss_pct = 100}) == "lost packets: expected 0 to 90 %, found 100 %.");
  CHECK(walk_refused({.strides = 3, .seconds = 10}) == "the walk's length was said twice, in strides and in seconds.");
}
