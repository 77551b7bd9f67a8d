#include "host/sink/dictionary.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "host/base/names.h"
#include "host/sink/stride_table.h"

using namespace backstep;
using namespace backstep::host;
using Catch::Matchers::Contains;

namespace {

std::set<std::string> words_of(std::string_view column) {
  std::set<std::string> words;
  for (const ColumnWord& w : column_words()) {
    if (w.column == column) {
      CHECK(words.insert(std::string(w.word)).second);
      CHECK_FALSE(w.meaning.empty());
    }
  }
  return words;
}

template <class E>
std::set<std::string> all_names(int count) {
  std::set<std::string> names;
  for (int i = 0; i < count; ++i) {
    names.insert(std::string(name(static_cast<E>(i))));
  }
  return names;
}

}  // namespace

TEST_CASE("Every word that a column can hold is in the dictionary, and no other") {
  CHECK(words_of("foot") == all_names<Foot>(2));
  CHECK(words_of("direction") == all_names<Direction>(6));
  CHECK(words_of("contact") == all_names<ContactClass>(4));
  CHECK(words_of("roll_fault") == all_names<RollFault>(6));
  CHECK(words_of("last_part") == all_names<LastPart>(3));
  CHECK(words_of("overstride") == all_names<Overstride>(3));
  CHECK(words_of("left_out_because") == all_names<LeftOut>(kLeftOutReasons));
  CHECK(words_of("quality") == std::set<std::string>(kQualityNames.begin(), kQualityNames.end()));
  std::size_t columns_of_words = 0;
  for (const StrideColumn& c : stride_columns()) {
    columns_of_words += c.kind != StrideColumn::Kind::number ? 1U : 0U;
    CHECK((c.kind == StrideColumn::Kind::number) == words_of(c.name).empty());
  }
  CHECK(columns_of_words == 8);
}

TEST_CASE("Every column says its unit where its name has one, and stands in DEFINITIONS.md") {
  std::ifstream file(BACKSTEP_SOURCE_DIR "/dsp/DEFINITIONS.md");
  std::stringstream text;
  text << file.rdbuf();
  REQUIRE_FALSE(text.str().empty());
  const std::pair<std::string_view, std::string_view> units[] = {{"_s", "s"},          {"_m", "m"},     {"_deg", "deg"},
                                                                 {"_dps", "deg/s"},    {"_mps", "m/s"}, {"_pct", "%"},
                                                                 {"_spm", "steps/min"}};
  std::set<std::string_view> names;
  for (const StrideColumn& c : stride_columns()) {
    CAPTURE(c.name);
    CHECK(names.insert(c.name).second);
    CHECK_FALSE(c.meaning.empty());
    CHECK(text.str().find("`" + std::string(c.name) + "`") != std::string::npos);
    for (const auto& [ending, unit] : units) {
      if (c.name.ends_with(ending) && c.name.find("_per_") == std::string_view::npos) {
        CHECK(c.unit == unit);
      }
    }
  }
}

TEST_CASE("The dictionary is told alike to people and to programs") {
  const std::string text = dictionary_text();
  const auto json = dictionary_json();
  CHECK(json["columns"].size() == stride_columns().size());
  for (const auto& column : json["columns"]) {
    CHECK_THAT(text, Contains(column["name"].get<std::string>()) && Contains(column["meaning"].get<std::string>()));
  }
  CHECK_THAT(text, Contains(json["words"]["quality"]["slip"].get<std::string>()));
}

TEST_CASE("A table's sidecar says what it was made with") {
  WalkReport report;
  report.software = "backstep 1";
  report.overstride.leg_length_m = 0.9;
  report.settings = {{"contact", "ball_limit_deg", -5}, {"contact", "heel_limit_deg", 5}};
  const auto json = sidecar_json(report, {"a.gait", "b.gait"});
  CHECK(json["software"] == "backstep 1");
  CHECK(json["walks"].size() == 2);
  CHECK(json["leg_length_m"].get<double>() == Approx(0.9));
  CHECK(json["settings"]["contact"]["ball_limit_deg"] == -5);
  CHECK(json["columns"].size() == stride_columns().size() + 1);
  CHECK(json["columns"][0]["name"] == "file");
  CHECK(sidecar_json(report, {"a.gait"})["columns"].size() == stride_columns().size());
  CHECK(json["baseline_length_m"].is_null());
}
