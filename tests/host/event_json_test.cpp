#include "host/sink/event_json.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "host/sink/stride_table.h"
#include "host/walk/measure.h"
#include "tests/host/sink_fixture.h"

using namespace backstep;
using namespace backstep::host;
using backstep::test::backward_stride;
using backstep::test::split;
using Json = nlohmann::ordered_json;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN(), kInfinity = std::numeric_limits<double>::infinity();

/// All that a walk has to tell, as events; and the strides that some of them are of.
struct Events final : Sink {
  void on_begin(const SessionInfo& info) override { all.push_back(begin_event(info)); }
  void on_contact(const Contact& contact) override { all.push_back(contact_event(contact)); }
  void on_withdrawn(const Withdrawn& withdrawn) override { all.push_back(withdrawn_event(withdrawn)); }
  void on_stride(const Stride& stride) override {
    strides.push_back(stride);
    all.push_back(stride_event(stride));
  }
  void on_alert(const Alert& alert) override { all.push_back(alert_event(alert)); }
  void on_alert_end(const AlertEnd& end) override { all.push_back(alert_end_event(end)); }
  void on_end(const WalkReport& report, const SessionSummary& summary) override {
    all.push_back(end_event(report, summary));
  }

  std::vector<Json> all;
  std::vector<Stride> strides;
};

void require_finite(const Json& json) {
  if (json.is_number_float()) {
    REQUIRE(std::isfinite(json.get<double>()));
  } else if (json.is_structured()) {
    for (const Json& part : json) {
      require_finite(part);
    }
  }
}

/// Whether the value says what the cell of the table says.
bool same(const Json& value, const std::string& cell, StrideColumn::Kind kind) {
  switch (kind) {
    case StrideColumn::Kind::number:
      return cell.empty() ? value.is_null() : value.is_number() && value.get<double>() == std::stod(cell);
    case StrideColumn::Kind::word:
      return cell.empty() ? value.is_null() : value == cell;
    case StrideColumn::Kind::words:
      break;
  }
  return value == cell;
}

void require_same(const Json& event, const Stride& stride) {
  const auto names = split(stride_csv_header(), ','), cells = split(stride_csv_row(stride), ',');
  REQUIRE(cells.size() == stride_columns().size());
  REQUIRE(event.size() == cells.size() + 1);
  auto item = event.begin();
  REQUIRE(item.key() == "event");
  REQUIRE(item.value() == "stride");
  for (std::size_t i = 0; i < cells.size(); ++i) {
    ++item;
    INFO(names[i] << ": " << item.value() << " for " << cells[i]);
    REQUIRE(item.key() == names[i]);
    REQUIRE(same(item.value(), cells[i], stride_columns()[i].kind));
  }
}

std::string text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

SessionInfo session() {
  SessionInfo info;
  info.source.name = "walk.gait";
  info.source.has_foot[1] = true;
  info.source.rate_hz[1] = 208;
  info.source.start_utc_us = 1'790'000'000'000'000;
  info.leg_length_m = 0.9;
  info.live = true;
  return info;
}

Contact contact() {
  Contact c;
  c.foot = Foot::right;
  c.t_ic_us = 12'345'678;
  c.decided_us = 12'390'000;
  c.strike_angle_rad = deg_to_rad(-7.125);
  c.contact = ContactClass::ball_first;
  c.confidence = 0.98765;
  c.direction = Direction::backward;
  c.quality.set(Quality::turn);
  c.quality.set(Quality::low_rate);
  return c;
}

constexpr Alert kAlert{.kind = AlertKind::overstride_caution,
                       .foot = Foot::right,
                       .t_us = 1'500'000,
                       .count = 3,
                       .window = 5,
                       .value = 0.65,
                       .limit = 0.6};

ShoeState shoe() {
  ShoeState s;
  s.connected = true;
  s.battery_pct = 82;
  s.missing_pct = 0.14;
  s.delay_ms = 35.2;
  return s;
}

/// One of each.
std::vector<Json> every_event() {
  const auto summary = std::make_unique<SessionSummary>();
  summary->finish();
  return {begin_event(session()),
          contact_event(contact(), 12'400'000),
          withdrawn_event({Foot::left, 1}),
          stride_event(backward_stride()),
          alert_event(kAlert),
          alert_end_event({AlertKind::heel_first, Foot::left, 2'000'000}),
          mark_event(2'500'000, "stairs"),
          shoe_event(Foot::right, 12'500'000, shoe()),
          notice_event(NoticeKind::link, Foot::left, "out of reach"),
          end_event({}, *summary)};
}

}  // namespace

TEST_CASE("Of each walk that is shipped the events are whole, in order, and say what the table says") {
  std::size_t walks = 0;
  for (const auto& entry : std::filesystem::directory_iterator(BACKSTEP_SOURCE_DIR "/data")) {
    if (entry.path().extension() != ".gait") {
      continue;
    }
    ++walks;
    CAPTURE(entry.path());
    Events heard;
    Sink* const sinks[] = {&heard};
    REQUIRE(measure(entry.path(), {}, sinks));
    REQUIRE(heard.strides.size() > 10);
    std::size_t stride = 0;
    for (std::size_t i = 0; i < heard.all.size(); ++i) {
      const Json& event = heard.all[i];
      REQUIRE((event["event"] == "begin") == (i == 0));
      REQUIRE((event["event"] == "end") == (i + 1 == heard.all.size()));
      require_finite(event);
      const std::string line = json_line(event);
      REQUIRE(std::count(line.begin(), line.end(), '\n') == 1);
      REQUIRE(Json::parse(line) == event);
      if (event["event"] == "stride") {
        require_same(event, heard.strides.at(stride++));
      }
    }
    CHECK(stride == heard.strides.size());
    const Json& summary = heard.all.back()["summary"];
    CHECK(summary["feet"]["left"]["strides"].get<std::size_t>() +
              summary["feet"]["right"]["strides"].get<std::size_t>() ==
          heard.strides.size());
  }
  CHECK(walks == 5);
}

TEST_CASE("Whole numbers stay whole, digits are those of the table, and what is not known is null") {
  Stride s = backward_stride();
  s.lateral_m = -0.00001;
  s.speed_mps = 0.65004;
  s.quality = {};
  const Json event = stride_event(s);
  require_same(event, s);
  CHECK(event["stride"].is_number_integer());
  CHECK(event["used"].is_number_integer());
  CHECK(event["speed_mps"].dump() == "0.65");
  CHECK(event["lateral_m"].dump() == "0.0");
  CHECK(event["quality"] == "");
  CHECK(event["overstride"].is_null());
  CHECK(event["t_start_s"].is_null());
  s.t_ic_us = 1'763'786'640'123'456;
  CHECK(stride_event(s)["t_ic_s"].get<double>() == 1763786640.123456);
}

TEST_CASE("An event tells what it is, with units in the names") {
  CHECK(json_line(begin_event(session())) ==
        R"({"event":"begin","format":"backstep-events-1","file":"walk.gait","start_utc":"2026-09-21T14:13:20Z",)"
        R"("live":true,"profile":"general","leg_length_m":0.9,"common_clock":false,)"
        R"("feet":{"left":null,"right":{"rate_hz":208.0}}})"
        "\n");
  CHECK(json_line(contact_event(contact(), 12'400'000)) ==
        R"({"event":"contact","foot":"right","t_ic_s":12.345678,"decided_s":12.39,"told_s":12.4,)"
        R"("contact":"ball_first","strike_angle_deg":-7.12,"contact_confidence":0.988,"direction":"backward",)"
        R"("quality":"turn;low_rate"})"
        "\n");
  CHECK(contact_event({})["strike_angle_deg"].is_null());
  CHECK(contact_event({})["told_s"].is_null());
  CHECK(json_line(withdrawn_event({Foot::left, 1'250'001})) ==
        R"({"event":"withdrawn","foot":"left","t_ic_s":1.250001})"
        "\n");
  CHECK(json_line(alert_event(kAlert)) ==
        R"({"event":"alert","alert":"overstride_caution","foot":"right","t_s":1.5,"count":3,"window":5,)"
        R"("value":0.65,"limit":0.6})"
        "\n");
  CHECK(json_line(alert_end_event({AlertKind::heel_first, Foot::left, 2'000'000})) ==
        R"({"event":"alert_end","alert":"heel_first","foot":"left","t_s":2.0})"
        "\n");
  CHECK(json_line(mark_event(2'500'000, "stairs")) == R"({"event":"mark","t_s":2.5,"text":"stairs"})"
                                                      "\n");
  CHECK(json_line(shoe_event(Foot::right, 12'500'000, shoe())) ==
        R"({"event":"shoe","foot":"right","t_s":12.5,"connected":true,"battery_pct":82,"missing_pct":0.14,)"
        R"("delay_ms":35.2,"low_battery":false,"reduced":false})"
        "\n");
  CHECK(shoe_event(Foot::left, 0, {})["battery_pct"].is_null());
  CHECK(shoe_event(Foot::left, 0, {})["delay_ms"].is_null());
  CHECK(json_line(notice_event(NoticeKind::link, Foot::left, "out of reach")) ==
        R"({"event":"notice","kind":"link","foot":"left","text":"out of reach"})"
        "\n");
  CHECK(notice_event(NoticeKind::walk, std::nullopt, "ending")["foot"].is_null());
}

TEST_CASE("What is no number is not known, in every event") {
  for (const double bad : {kNaN, kInfinity, -kInfinity}) {
    Stride s = backward_stride();
    s.stride_length_m = s.strike_angle_rad = s.contact_confidence = s.speed_mps = bad;
    s.roll_course = RollCourse{bad, bad, bad};
    Contact c = contact();
    c.strike_angle_rad = bad;
    c.confidence = bad;
    Alert alert = kAlert;
    alert.value = bad;
    ShoeState state = shoe();
    state.missing_pct = bad;
    state.delay_ms = bad;
    SessionInfo info = session();
    info.source.rate_hz[1] = bad;
    info.leg_length_m = bad;
    WalkReport report;
    report.info = info.source;
    report.conditions.belt_speed_mps = bad;
    const auto summary = std::make_unique<SessionSummary>();
    summary->finish();
    for (const Json& event : {stride_event(s), contact_event(c), alert_event(alert), shoe_event(Foot::left, 0, state),
                              begin_event(info), end_event(report, *summary)}) {
      CAPTURE(event["event"]);
      require_finite(event);
      CHECK(Json::parse(json_line(event)) == event);
    }
    CHECK(stride_event(s)["stride_length_m"].is_null());
    CHECK(contact_event(c)["contact_confidence"].is_null());
    require_same(stride_event(s), s);
  }
}

TEST_CASE("Words from outside stand on one line of valid JSON, whatever bytes they are") {
  const std::string words = "a\"b\\c\n\x1b[2J\t\x7f\xc3\x28 \xff\xe2\x80\xa8 Anna\xe2\x80\x99s " + std::string(1, '\0');
  SessionInfo info = session();
  info.source.name = words;
  info.profile = words;
  WalkReport report;
  report.info.name = words;
  report.marks = {words};
  const auto summary = std::make_unique<SessionSummary>();
  summary->mark(1'000'000);
  summary->finish();
  for (const Json& event : {begin_event(info), mark_event(0, words), notice_event(NoticeKind::search, {}, words),
                            end_event(report, *summary)}) {
    const std::string line = json_line(event);
    CAPTURE(line);
    CHECK(std::none_of(line.begin(), line.end() - 1, [](unsigned char c) { return c < 0x20; }));
    CHECK(line.back() == '\n');
    const Json read = Json::parse(line);
    CHECK(read["event"] == event["event"]);
  }
  const std::string read = Json::parse(json_line(mark_event(0, words)))["text"];
  CHECK(read.starts_with("a\"b\\c\n\x1b[2J\t\x7f\xef\xbf\xbd( \xef\xbf\xbd"));
  CHECK(read.back() == '\0');
}

TEST_CASE("README names every event and every key of it") {
  const std::string readme = text_of(BACKSTEP_SOURCE_DIR "/README.md");
  const std::size_t begin = readme.find("### Events"), end = readme.find("\n#", begin + 1);
  REQUIRE(begin != std::string::npos);
  const std::string events = readme.substr(begin, end - begin);
  std::set<std::string> columns;
  for (const StrideColumn& column : stride_columns()) {
    columns.emplace(column.name);
  }
  for (const Json& event : every_event()) {
    CAPTURE(event["event"]);
    CHECK(events.find("| `" + event["event"].get<std::string>() + "` |") != std::string::npos);
    for (const auto& [key, value] : event.items()) {
      CAPTURE(key);
      CHECK((columns.contains(key) || events.find("`" + key + "`") != std::string::npos));
    }
  }
}
