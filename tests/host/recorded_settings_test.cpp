#include "host/session/recorded_settings.h"

#include <catch2/catch.hpp>

#include "host/session/thresholds.h"

using namespace backstep;
using namespace backstep::host;
using Catch::Contains;

namespace {

/// Every setting another one than usual, and all that there may be of a walker.
SessionConfig unusual() {
  SessionConfig config;
  Real shift = Real(1e-7);
  for (const Threshold& t : thresholds(config)) {
    t.set(t.is_count() ? t.get() + 1 : t.get() + static_cast<double>(shift));
    shift *= Real(1.01);
  }
  config.overstride.leg_length_m = Real(0.87);
  config.overstride.baseline_length_m = Real(0.913);
  config.overstride.baseline_speed_mps = Real(0.61);
  config.alert.target_speed_mps = Real(0.7);
  return config;
}

}  // namespace

TEST_CASE("What a walk was analysed with comes back from its header") {
  SessionConfig before = unusual();
  auto read = read_recorded_settings(recorded_settings(before, "senior"), "walk.gait");
  REQUIRE(read);
  CHECK(read->unknown == 0);
  CHECK(read->profile == "senior");
  CHECK(read->config.overstride.leg_length_m == before.overstride.leg_length_m);
  CHECK(read->config.overstride.baseline_length_m == before.overstride.baseline_length_m);
  CHECK(read->config.overstride.baseline_speed_mps == before.overstride.baseline_speed_mps);
  CHECK(read->config.alert.target_speed_mps == before.alert.target_speed_mps);
  const auto wrote = thresholds(before), found = thresholds(read->config);
  for (std::size_t i = 0; i < wrote.size(); ++i) {
    INFO(wrote[i].section << "." << wrote[i].key);
    CHECK(found[i].get() == Approx(wrote[i].get()).epsilon(1e-15));
  }
}

TEST_CASE("What was usual stays so to the last bit") {
  SessionConfig usual;
  auto read = read_recorded_settings(recorded_settings(usual, "general"), "walk.gait");
  REQUIRE(read);
  const auto wrote = thresholds(usual), found = thresholds(read->config);
  for (std::size_t i = 0; i < wrote.size(); ++i) {
    INFO(wrote[i].section << "." << wrote[i].key);
    CHECK(found[i].get() == wrote[i].get());
  }
  CHECK(described(*read) == "profile = general");
}

TEST_CASE("A recording without settings has the usual ones, and strange ones are counted") {
  CHECK(read_recorded_settings("", "old.gait")->profile == "general");
  const auto read = read_recorded_settings(
      "[walker]\nprofile = 7\nleg_length_m = -1\n[contact]\nball_limit_deg = -4\nof_tomorrow = 1\n[new]\nkey = 2\n",
      "walk.gait");
  REQUIRE(read);
  CHECK(read->unknown == 4);
  CHECK_FALSE(read->config.overstride.leg_length_m);
  CHECK_THAT(described(*read), Contains("contact.ball_limit_deg = -4"));
  const auto none = read_recorded_settings("no = = TOML", "walk.gait");
  REQUIRE_FALSE(none);
  CHECK_THAT(none.error().message(), Contains("walk.gait: the settings in its header cannot be read"));
}

TEST_CASE("Settings that cannot be are not taken from a header") {
  const auto read = read_recorded_settings(
      "[walker]\nleg_length_m = 1e12\n[alert]\noverstride_count = 1e9\n[stillness]\nwindow_s = -1\n", "walk.gait");
  REQUIRE(read);
  CHECK(read->unknown == 3);
  const auto none = read_recorded_settings("[alert]\noverstride_of = 0\n", "walk.gait");
  REQUIRE_FALSE(none);
  CHECK_THAT(none.error().message(), Contains("walk.gait: the settings in its header cannot be: alert.heel_first_of"));
}
