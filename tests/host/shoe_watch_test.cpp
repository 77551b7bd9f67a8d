// What is told of the shoes while somebody walks.
#include "host/session/shoe_watch.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace backstep;
using namespace backstep::host;
using Catch::Matchers::Contains;

namespace {

constexpr std::int64_t kSecond_us = 1'000'000;

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

TEST_CASE("A program reads how a shoe is doing as JSON, unknown as null") {
  const auto known = nlohmann::json::parse(shoe_line(Foot::right, 12'500'000, good()));
  CHECK(known == nlohmann::json::parse(R"({"event":"shoe","foot":"right","t_s":12.5,"connected":true,"battery_pct":82,
    "missing_pct":0.14,"delay_ms":35.2,"low_battery":false,"reduced":false})"));
  const auto unknown = nlohmann::json::parse(shoe_line(Foot::left, 0, {}));
  CHECK(unknown["battery_pct"].is_null());
  CHECK(unknown["delay_ms"].is_null());
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

TEST_CASE("A line is due at once, every ten seconds, and when something has happened") {
  ShoeWatch watch(Foot::left);
  ShoeState state = good();
  CHECK(watch.line_due(state, 0));
  state.missing_pct = 3;
  state.delay_ms = 80;
  CHECK_FALSE(watch.line_due(state, kSecond_us));  // running figures
  state.connected = false;
  CHECK(watch.line_due(state, 2 * kSecond_us));
  CHECK_FALSE(watch.line_due(state, 3 * kSecond_us));
  CHECK(watch.line_due(state, 12 * kSecond_us));
  state.battery_pct = 81;
  CHECK(watch.line_due(state, 13 * kSecond_us));
}
