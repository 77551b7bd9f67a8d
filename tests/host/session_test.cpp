#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <set>
#include <string>
#include <type_traits>
#include <utility>

#include "host/base/file.h"
#include "host/session/baseline_file.h"
#include "host/session/calibration_file.h"
#include "host/session/config_file.h"
#include "host/session/no_strides.h"
#include "host/session/thresholds.h"

using namespace backstep;
using namespace backstep::host;
using Catch::Matchers::Contains;

namespace {

namespace fs = std::filesystem;

/// A file with a text, in memory.
struct TextFile {
  std::string name, text;
  Input open() const { return in_memory(name, {text.begin(), text.end()}); }
};

/// Stands for a value of any type, to count the fields of a struct.
struct Anything {
  template <class T>
  requires(std::is_arithmetic_v<T> || std::is_aggregate_v<T> || std::is_same_v<T, Vec3>) operator T()
      const;  // never defined: only asked for in an unevaluated context
};

template <class T, std::size_t... I>
consteval bool takes(std::index_sequence<I...> /*fields*/) {
  return requires { T{(static_cast<void>(I), Anything{})...}; };
}

/// Number of fields of an aggregate.
template <class T, std::size_t N = 0>
consteval std::size_t fields() {
  if constexpr (takes<T>(std::make_index_sequence<N + 1>{})) {
    return fields<T, N + 1>();
  } else {
    return N;
  }
}

std::size_t keys(const std::string& section) {
  SessionConfig config;
  std::size_t n = 0;
  for (const Threshold& t : thresholds(config)) {
    n += t.section == section ? 1U : 0U;
  }
  return n;
}

std::string error_of(const std::string& toml) {
  const TextFile file{"settings.toml", toml};
  SessionConfig config;
  const auto read = read_config(file.open(), config);
  REQUIRE_FALSE(read.has_value());
  return read.error().message();
}

FootCalibration arbitrary_calibration() {
  const auto number = [] { return Real(*rc::gen::inRange(-1'000'000, 1'000'000)) / 700'001; };
  const auto vec = [&](Real most) -> Vec3 { return most / 3 * Vec3(number(), number(), number()); };
  FootCalibration c;
  c.gyro_bias_radps = vec(0.26);
  c.gravity_mps2 = 9.5 + std::abs(number()) / 10;
  c.q_foot_sensor = Quat(1 + std::abs(number()), number(), number(), number()).normalized();
  c.axis_sd_rad = std::abs(number());
  c.toe_source = *rc::gen::element(ToeSource::unknown, ToeSource::signal, ToeSource::stored, ToeSource::declared);
  c.toe_log_odds = number();
  c.mean_forward_m = number();
  if (*rc::gen::arbitrary<bool>()) {
    c.ball_m = vec(0.4);
  }
  c.still_radps = std::abs(number());
  c.rests = static_cast<std::uint32_t>(*rc::gen::inRange(0, 1000));
  return c;
}

}  // namespace

TEST_CASE("Every threshold of every stage has a key") {
  CHECK(keys("stillness") == fields<StillnessConfig>());
  CHECK(keys("rest") == fields<RestConfig>());
  CHECK(keys("gate") == fields<GateConfig>());
  CHECK(keys("attitude") == fields<AttitudeConfig>());
  CHECK(keys("swing") == fields<SwingConfig>());
  CHECK(keys("closing") == fields<ClosingConfig>());
  CHECK(keys("standstill") == fields<StandstillConfig>());
  CHECK(keys("alignment") == fields<AlignmentConfig>() - 1);  // without the toes' own
  CHECK(keys("toes") == fields<ToeConfig>());
  CHECK(keys("pivots") == fields<PivotConfig>() + 2);  // one field is a vector of three
  CHECK(keys("events") == fields<EventConfig>() - 1);  // without the shock's own
  CHECK(keys("shock") == fields<ShockConfig>());
  CHECK(keys("contact") == fields<ContactConfig>());
  CHECK(keys("watch") == fields<WatchConfig>());
  CHECK(keys("roll") == fields<RollConfig>());
  CHECK(keys("direction") == fields<DirectionConfig>());
  CHECK(keys("signs") == fields<WalkingSignsConfig>());
  CHECK(keys("foot") == fields<FootConfig>() - 15);             // without the stages' own
  CHECK(keys("overstride") == fields<OverstrideConfig>() - 3);  // without what belongs to the person
  CHECK(keys("alert") == fields<AlertConfig>() - 1);            // likewise
}

TEST_CASE("No two thresholds have the same key or the same place") {
  SessionConfig config;
  std::set<std::string> names;
  std::set<const void*> places;
  for (const Threshold& t : thresholds(config)) {
    CHECK(names.insert(std::string(t.section) + "." + std::string(t.key)).second);
    CHECK(places.insert(std::visit([](auto* v) { return static_cast<const void*>(v); }, t.value)).second);
  }
}

TEST_CASE("A file sets the thresholds it names, in its own units, and no others") {
  const TextFile file{"settings.toml",
                      "[contact]\nball_limit_deg = -8\n\n[alert]\nheel_first_count = 4\n[rest]\nenter_dps = 40.5\n"};
  SessionConfig config;
  REQUIRE(read_config(file.open(), config).has_value());
  CHECK(config.foot.contact.ball_limit_rad == Approx(deg_to_rad(-8)));
  CHECK(config.foot.rest.enter_radps == Approx(deg_to_rad(40.5)));
  CHECK(config.alert.heel_first_count == 4);
  CHECK(config.foot.contact.heel_limit_rad == SessionConfig{}.foot.contact.heel_limit_rad);
}

TEST_CASE("Every threshold can be set from a file") {
  SessionConfig config, read_back;
  std::string toml, section;
  for (const Threshold& t : thresholds(config)) {
    if (section != t.section) {
      section = t.section;
      toml += "[" + section + "]\n";
    }
    toml += std::string(t.key) + " = " + std::to_string(t.get()) + "\n";
  }
  const TextFile file{"settings.toml", toml};
  const auto read = read_config(file.open(), read_back);
  CHECK(read.has_value());
}

TEST_CASE("An unknown key is an error that names file, line, key and the known ones") {
  const std::string error = error_of("[contact]\nball_limit_deg = -8\nbal_limit = 3\n");
  CHECK_THAT(error, Contains("settings.toml, line 3") && Contains("contact.bal_limit") && Contains("heel_limit_deg"));
  CHECK_THAT(error_of("[contacts]\nx = 1\n"), Contains("contacts.x") && Contains("[contact]"));
  CHECK_THAT(error_of("speed = 1\n"), Contains("line 1") && Contains("speed"));
}

TEST_CASE("A value that is no number or out of range is an error") {
  CHECK_THAT(error_of("[roll]\nhesitant_share = \"small\"\n"), Contains("line 2") && Contains("must be a number"));
  CHECK_THAT(error_of("[roll]\nhesitant_share = -0.1\n"), Contains("out of range"));
  CHECK_THAT(error_of("[roll]\nhesitant_share = nan\n"), Contains("out of range"));
  CHECK_THAT(error_of("[alert]\nheel_first_of = 33\n"), Contains("from 0 to 32"));
  CHECK_THAT(error_of("[alert]\nheel_first_of = 0\n"), Contains("at least 1"));
  CHECK_THAT(error_of("[alert]\nheel_first_of = 2.5\n"), Contains("whole number"));
  CHECK_THAT(error_of("[overstride]\ncaution = 0.9\n"), Contains("must not be above"));
}

TEST_CASE("What is no TOML, no file or a folder is an error") {
  CHECK_THAT(error_of("[contact\n"), Contains("line 1") && Contains("no TOML"));
  CHECK_THAT(error_of("[= 0\n"), Contains("line 1") && Contains("no TOML"));
  CHECK_THAT(error_of("[contact]\nheld\u0467 = 1\n"), Contains("line 2") && Contains("no TOML"));
  SessionConfig config;
  CHECK_FALSE(read_config(open_input("no-such-settings.toml"), config).has_value());
  CHECK_FALSE(read_config(open_input(fs::temp_directory_path()), config).has_value());
}

TEST_CASE("A calibration file") {
  CHECK(rc::check("gives back every number bit by bit; its toe end is stored knowledge", [] {
    ShoeCalibration written;
    written[1] = arbitrary_calibration();
    const TextFile file{"calibration.json", calibration_json(written)};
    const auto read = read_calibration(file.open());
    RC_ASSERT(read.has_value());
    RC_ASSERT_FALSE((*read)[0].has_value());
    const FootCalibration &a = *written[1], &b = *(*read)[1];
    RC_ASSERT(a.gyro_bias_radps == b.gyro_bias_radps);
    RC_ASSERT(a.gravity_mps2 == b.gravity_mps2);
    RC_ASSERT(a.q_foot_sensor.coeffs() == b.q_foot_sensor.coeffs());
    RC_ASSERT(a.ball_m == b.ball_m);
    RC_ASSERT(a.heel_m == b.heel_m);
    RC_ASSERT(a.mean_forward_m == b.mean_forward_m);
    RC_ASSERT(a.rests == b.rests);
    RC_ASSERT(b.toe_source == (a.toe_source == ToeSource::unknown ? ToeSource::unknown : ToeSource::stored));
  }));
}

TEST_CASE("A file that is no calibration, or lacks a number, is an error that says so") {
  const TextFile other{"other.json", "{\"format\": \"something else\"}"};
  CHECK_THAT(read_calibration(other.open()).error().message(), Contains("expected a backstep-calibration-1 file"));
  const TextFile lacking{"lacking.json", "{\"format\": \"backstep-calibration-1\", \"left\": {\"gravity_mps2\": 9.8}}"};
  CHECK_THAT(read_calibration(lacking.open()).error().message(), Contains("left foot") && Contains("gyro_bias_radps"));
  CHECK_THAT(read_calibration(open_input("no-such-file.json")).error().message(), Contains("no-such-file.json"));
}

TEST_CASE("A calibration with numbers that no sensor on a shoe has is refused with file, place, found and expected") {
  const auto error_with = [](auto change) {
    ShoeCalibration shoes;
    shoes[1].emplace();
    change(*shoes[1]);
    const TextFile file{"odd.json", calibration_json(shoes)};
    const auto read = read_calibration(file.open());
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().kind == ErrorKind::input);
    CHECK_THAT(read.error().message(), Contains("odd.json, right foot"));
    return read.error().message();
  };
  CHECK_THAT(error_with([](FootCalibration& c) { c.gyro_bias_radps = Vec3(0, 0.3, 0); }),
             Contains("\"gyro_bias_radps\"") && Contains("expected 0 to 0.26 rad/s") && Contains("found 0.3."));
  CHECK_THAT(error_with([](FootCalibration& c) { c.ball_m = Vec3(0.06, 0, 1e308); }),
             Contains("\"ball_m\"") && Contains("expected 0 to 0.4 m") && Contains("found 1e+308"));
  CHECK_THAT(error_with([](FootCalibration& c) { c.heel_m = Vec3(-0.5, 0, 0); }),
             Contains("\"heel_m\"") && Contains("found 0.5"));
  CHECK_THAT(error_with([](FootCalibration& c) { c.gravity_mps2 = 11.5; }),
             Contains("\"gravity_mps2\"") && Contains("found 11.5"));
  CHECK_THAT(error_with([](FootCalibration& c) { c.moving_radps = -1; }),
             Contains("\"moving_radps\"") && Contains("found -1"));
}

TEST_CASE("Whatever a calibration file gives, a recording's header may hold") {
  CHECK(rc::check("the file's limits are the tighter ones", [] {
    ShoeCalibration shoes;
    FootCalibration& c = shoes[0].emplace(arbitrary_calibration());
    const auto anything = [] {
      return Real(*rc::gen::inRange(-2000, 2000)) * std::pow(Real(10), *rc::gen::inRange(-6, 300));
    };
    const Real value = anything();
    switch (*rc::gen::inRange(0, 7)) {
      case 0:
        c.gyro_bias_radps.y() = value;
        break;
      case 1:
        c.gravity_mps2 = value;
        break;
      case 2:
        c.q_foot_sensor.x() = value;
        break;
      case 3:
        c.ball_m = Vec3(0, 0, value);
        break;
      case 4:
        c.heel_m = Vec3(value, 0, 0);
        break;
      case 5:
        c.mean_forward_m = value;
        break;
      default:
        c.moving_radps = value;
    }
    const TextFile file{"any.json", calibration_json(shoes)};
    if (const auto read = read_calibration(file.open())) {
      RC_ASSERT(is_usable(*(*read)[0]));
    }
  }));
}

TEST_CASE("A baseline is read from a summary, and a summary without one is an error") {
  const TextFile good{
      "good.json",
      "{\"format\": \"backstep-summary-1\", \"baseline\": {\"stride_length_m\": 0.8, \"speed_mps\": 0.5}}"};
  OverstrideConfig config;
  REQUIRE(read_baseline(good.open(), config).has_value());
  CHECK(config.baseline_length_m == Real(0.8));
  CHECK(config.baseline_speed_mps == Real(0.5));
  const TextFile none{"none.json", "{\"format\": \"backstep-summary-1\", \"baseline\": null}"};
  CHECK_THAT(read_baseline(none.open(), config).error().message(), Contains("fewer than 20"));
}

TEST_CASE("Why there are no strides is said with the numbers that decide") {
  FootDiagnosis d;
  d.samples = 1000;
  d.lowest_unrest_radps = 1.9;
  d.highest_unrest_radps = 9;
  CHECK_THAT(no_strides_because(Foot::left, d, {}),
             Contains("left foot") && Contains("109 deg/s") && Contains("ankle"));
  d.lowest_unrest_radps = 0.01;
  d.highest_unrest_radps = 0.02;
  CHECK_THAT(no_strides_because(Foot::left, d, {}), Contains("stood still"));
  d.highest_unrest_radps = 5;
  d.rests = 1;
  CHECK_THAT(no_strides_because(Foot::right, d, {}), Contains("only once"));
  d.rests = 5;
  d.weight_shifts = 4;
  CHECK_THAT(no_strides_because(Foot::right, d, {}), Contains("weight shifts"));
}
