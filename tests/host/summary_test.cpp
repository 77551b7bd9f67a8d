#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "host/sink/doubts.h"
#include "host/sink/findings.h"
#include "host/sink/summary_json.h"
#include "host/sink/summary_text.h"
#include "tests/host/sink_fixture.h"

using namespace backstep;
using namespace backstep::host;
using backstep::test::backward_stride;
using backstep::test::split;
using Catch::Matchers::Contains;

namespace {

WalkReport report_of(bool both, bool common_clock = true) {
  WalkReport r;
  r.info.name = "walk.gait";
  r.info.has_foot[0] = true;
  r.info.has_foot[1] = both;
  r.info.rate_hz[0] = r.info.rate_hz[1] = 208;
  r.info.common_clock = common_clock;
  return r;
}

std::unique_ptr<SessionSummary> summary_of(int strides_a_foot, const Stride& like = backward_stride()) {
  auto summary = std::make_unique<SessionSummary>();
  for (int i = 0; i < strides_a_foot; ++i) {
    for (const Foot foot : {Foot::left, Foot::right}) {
      Stride s = like;
      s.foot = foot;
      s.t_ff_us += std::int64_t{1'250'000} * i;
      summary->push(s);
    }
  }
  summary->finish();
  return summary;
}

}  // namespace

TEST_CASE("Names and marks from outside are shown, and never obeyed by the terminal") {
  WalkReport report = report_of(true);
  report.info.name = "walk\x1b]0;mine\x07\n.gait";
  report.source.warnings = {"the \x1b[31mshoe"};
  const std::string text = summary_text(report, *summary_of(30), false);
  CHECK_THAT(text, Contains("walk\\x1b]0;mine\\x07\\x0a.gait\n") && Contains("the \\x1b[31mshoe"));
  CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("The summary JSON holds what the strides held") {
  const auto json = summary_json(report_of(true), *summary_of(30));
  const auto& left = json["feet"]["left"]["direction"]["backward"];
  CHECK(left["strides"] == 30);
  CHECK(left["strides_used"] == 28);
  CHECK(left["stride_length_m"]["mean"].get<double>() == Approx(0.8123));
  CHECK(left["contact"]["ball_first"]["strike_angle_deg"]["mean"].get<double>() == Approx(-16.25));
  CHECK(left["contact"]["ball_first"]["contacts"]["count"] == 30);
  CHECK(left["contact"]["ball_first"]["contacts"]["low_95"].get<double>() == Approx(0.8865).margin(1e-4));
  CHECK(left["contact"]["heel_first"]["strike_angle_deg"]["mean"].is_null());
  CHECK(left["variability"]["stride_time_cv_pct"].is_null());
  CHECK(left["variability"]["missing_because"] == "too_few_strides");
  CHECK(json["walked"]["backward"]["distance_m"].get<double>() == Approx(30 * 0.8123));
  CHECK(json["baseline"]["stride_length_m"].get<double>() == Approx(0.8123).margin(0.003));
  CHECK_FALSE(json["walked"].contains("forward"));
}

TEST_CASE("A walk with too few strides gives no baseline") {
  CHECK(summary_json(report_of(true), *summary_of(11))["baseline"].is_null());
}

TEST_CASE("The readable summary shows both feet, what was left out, and the safety line") {
  const std::string text = summary_text(report_of(true), *summary_of(30), false);
  CHECK_THAT(text, Contains("BACKWARD"));
  CHECK_THAT(text, Contains("28 of 30"));
  CHECK_THAT(text, Contains("100 %  (30 of 30)"));
  CHECK_THAT(text, Contains("2 starting, 2 stopping"));
  CHECK_THAT(text, Contains("not a medical device"));
  CHECK_THAT(text, !Contains("FORWARD"));
  CHECK_THAT(text, !Contains("\033"));
  CHECK_THAT(summary_text(report_of(true), *summary_of(30), true), Contains("\033[1m"));
}

TEST_CASE("Forward walking shows no roll and no word about ball-first being good or bad") {
  Stride s = backward_stride();
  s.direction = Direction::forward;
  const std::string text = summary_text(report_of(true), *summary_of(20, s), false);
  CHECK_THAT(text, Contains("FORWARD"));
  CHECK_THAT(text, !Contains("smooth roll"));
  CHECK_THAT(text, !Contains("Warning: 2"));
}

TEST_CASE("Two clocks are given as the reason for what they leave empty") {
  const auto unknown = not_known(report_of(true, false), *summary_of(20));
  const bool told = std::any_of(unknown.begin(), unknown.end(), [](const NotKnown& n) {
    return n.what == "step time, double support" && n.because.hint == Hint::common_clock;
  });
  CHECK(told);
}

TEST_CASE("A rate too low for the roll is given as the reason why it is empty") {
  WalkReport report = report_of(true);
  const auto said = [&] {
    const auto unknown = not_known(report, *summary_of(20));
    return std::count_if(unknown.begin(), unknown.end(),
                         [](const NotKnown& n) { return n.what.find("roll of the") != std::string::npos; });
  };
  report.info.rate_hz[0] = 104;
  report.info.rate_hz[1] = 103.4;
  CHECK(said() == 0);
  report.info.rate_hz[0] = 104;
  report.info.rate_hz[1] = 100;
  CHECK(said() == 1);
  report.info.rate_hz[0] = 52;
  report.info.rate_hz[1] = 52;
  CHECK(said() == 2);
}

TEST_CASE("Rolls too shallow to judge are named, and are no faults") {
  Stride shallow = backward_stride();
  shallow.roll_fault = RollFault::shallow;
  shallow.smooth_roll.reset();
  const std::string page = summary_text(report_of(true), *summary_of(20, shallow), false);
  CHECK(page.find("too shallow to judge  100 %  (20 of 20)") != std::string::npos);
  CHECK(page.find("smooth roll") == std::string::npos);
  CHECK(page.find("hallow roll") == std::string::npos);
}

TEST_CASE("The share of a fault is of the rolls that were judged") {
  SessionSummary summary;
  for (int i = 0; i < 20; ++i) {
    for (const Foot foot : {Foot::left, Foot::right}) {
      Stride s = backward_stride();
      s.foot = foot;
      s.t_ff_us += std::int64_t{1'250'000} * i;
      s.roll_fault = i < 10 ? RollFault::shallow : i < 15 ? RollFault::abrupt : RollFault::none;
      summary.push(s);
    }
  }
  summary.finish();
  const std::string page = summary_text(report_of(true), summary, false);
  CHECK_THAT(page, Contains("abrupt roll           50 %  (5 of 10)  24-76"));
  CHECK_THAT(page, Contains("too shallow to judge  50 %  (10 of 20)"));
}

TEST_CASE("A mounting whose toe end is unknown is given as the reason") {
  WalkReport report = report_of(false);
  report.calibration[0] = FootCalibration{};
  const auto hints = [](Hint hint, const std::string& foot) {
    return hint == Hint::toes ? "Declare the " + foot + " axis" : std::string();
  };
  CHECK_THAT(summary_text(report, *summary_of(20), false, hints),
             Contains("which end of its sensor faces") && Contains("Declare the left axis.\n"));
  CHECK_THAT(summary_text(report, *summary_of(20), false),
             Contains("which end of its sensor faces") && !Contains("Declare"));
}

TEST_CASE("A toe end that the walk contradicts is the first thing told, one that it cannot judge is not told") {
  WalkReport report = report_of(false);
  const auto summary = summary_of(20);
  report.calibration[0] = FootCalibration{};
  report.calibration[0]->toe_source = ToeSource::declared;
  report.source.warnings = {"a gap"};
  report.toe_log_odds[0] = -3;
  CHECK(warnings(report, *summary).size() == 1);
  report.toe_log_odds[0] = -8;
  REQUIRE(warnings(report, *summary).size() == 2);
  CHECK(warnings(report, *summary).front().hint == Hint::toes_sign);
  CHECK(warnings(report, *summary).front().hint_value == "left");
  report.calibration[0]->toe_source = ToeSource::stored;
  CHECK_THAT(warnings(report, *summary).front().text, Contains("calibration of another pair of shoes"));
  const std::string text = summary_text(report, *summary, false);
  CHECK(text.find("another pair of shoes") < text.find("BACKWARD"));
  CHECK(text.find("a gap") > text.find("BACKWARD"));
}

TEST_CASE("What one foot says of its toes is weighed with what the other says, as they travel together") {
  WalkReport report = report_of(true);
  for (auto& calibration : report.calibration) {
    calibration = FootCalibration{};
    calibration->toe_source = ToeSource::stored;
  }
  // Alike: a foot that drops in its swing is no reason to doubt, where the other one is sure.
  const auto walk = [](bool apart) {
    auto summary = std::make_unique<SessionSummary>();
    for (int i = 0; i < 12; ++i) {
      for (const Foot foot : {Foot::left, Foot::right}) {
        Stride s = backward_stride(foot);
        s.t_ff_us += std::int64_t{1'250'000} * i + (foot == Foot::left ? 0 : 600'000);
        s.direction = apart && foot == Foot::right ? Direction::forward : Direction::backward;
        summary->push(s);
      }
    }
    summary->finish();
    return summary;
  };
  report.toe_log_odds = {-4, 7};
  CHECK(mounting_doubts(report, *walk(false)).empty());
  report.toe_log_odds = {-4, -4};
  CHECK(mounting_doubts(report, *walk(false)).size() == 2);
  // Opposite: what speaks for the right foot's mounting speaks against the left one's.
  report.toe_log_odds = {-1, 7};
  const auto told = mounting_doubts(report, *walk(true));
  REQUIRE(told.size() == 2);
  CHECK(told[0].foot == Foot::left);
  CHECK_THAT(told[0].what, Contains("the left foot moves as if its toes were at the other end"));
  CHECK_FALSE(told[1].foot.has_value());
}

TEST_CASE("Feet that go opposite ways at the same time are told, with what may be wrong") {
  WalkReport report = report_of(true);
  for (auto& calibration : report.calibration) {
    calibration = FootCalibration{};
  }
  report.calibration[0]->toe_source = ToeSource::declared;
  report.calibration[1]->toe_source = ToeSource::stored;
  // Both feet change their direction in mid-walk, the left one to backward.
  const auto walk = [&](int strides, bool apart, Quality mark = Quality::low_rate) {
    auto summary = std::make_unique<SessionSummary>();
    for (int i = 0; i < strides; ++i) {
      for (const Foot foot : {Foot::left, Foot::right}) {
        Stride s = backward_stride(foot);
        s.quality.set(mark);
        s.t_ff_us += std::int64_t{1'250'000} * i + (foot == Foot::left ? 0 : 600'000);
        const bool ahead = (i < strides / 3) != (apart && foot == Foot::right);
        s.direction = ahead ? Direction::forward : Direction::backward;
        summary->push(s);
      }
    }
    summary->finish();
    return summary;
  };
  REQUIRE(doubts(report, *walk(12, true)).size() == 1);
  CHECK_THAT(doubts(report, *walk(12, true)).front().text,
             Contains("the left foot goes backward while the right foot goes forward") &&
                 Contains("the axis of the left toes") &&
                 Contains("the right foot's calibration (is it of another shoe?)"));
  CHECK(doubts(report, *walk(12, false)).empty());
  CHECK(doubts(report, *walk(12, true, Quality::turn)).empty());
}

TEST_CASE("A signal that contradicts itself is told at the head, with the figure, in text and JSON") {
  WalkReport report = report_of(true);
  Stride implausible = backward_stride();
  implausible.quality.set(Quality::implausible);
  implausible.used = false;
  const auto summary = summary_of(20, implausible);
  FootDiagnosis& d = report.diagnosis[1];
  d.contradiction = Contradiction::rotation_against_force;
  d.closing_speed_mps = 1.43;
  REQUIRE(doubts(report, *summary).size() == 1);
  CHECK_THAT(doubts(report, *summary).front().text,
             Contains("rotation and acceleration of the right foot do not belong together") && Contains("1.4 m/s") &&
                 Contains("is an axis exchanged or a sign turned", Catch::CaseSensitive::No));
  const std::string text = summary_text(report, *summary, false);
  CHECK(text.find("do not belong together") < text.find("BACKWARD"));
  CHECK(text.find("do not belong together") == text.rfind("do not belong together"));
  CHECK_THAT(text, Contains("implausible)."));
  CHECK_THAT(text, !Contains("ball-first"));
  const auto json = summary_json(report, *summary);
  CHECK(json["feet"]["right"]["contradiction"] == "rotation_against_force");
  CHECK(json["feet"]["right"]["closing_speed_mps"].get<double>() == Approx(1.43));
  CHECK(json["feet"]["left"]["contradiction"].is_null());
  CHECK_THAT(json["warnings"][0].get<std::string>(), Contains("do not belong together"));

  d.contradiction = Contradiction::stuck_axis;
  d.stuck_axes = 1 << 0 | 1 << 5;
  CHECK_THAT(doubts(report, *summary).front().text, Contains("acc x, gyr z never change although the others do"));
  d.contradiction = Contradiction::no_walking;
  CHECK_THAT(doubts(report, *summary).front().text, Contains("does not stand, turn and get on as a walking foot does"));
  d.contradiction = Contradiction::none;
  CHECK(doubts(report, *summary).empty());
}

TEST_CASE("Samples that only stand for lost ones are told") {
  WalkReport report = report_of(true);
  report.diagnosis[0].stand_ins = 12;
  REQUIRE(warnings(report, *summary_of(20)).size() == 1);
  CHECK_THAT(warnings(report, *summary_of(20)).front().text,
             Contains("12 samples of the left foot are taken for lost"));
}

TEST_CASE("A baseline at another speed leaves overstriding unknown, and it is said") {
  WalkReport report = report_of(true);
  report.overstride.baseline_length_m = 0.8;
  report.overstride.baseline_speed_mps = 0.3;
  const auto of_overstriding = [&](const SessionSummary& summary) {
    const auto unknown = not_known(report, summary);
    return std::count_if(unknown.begin(), unknown.end(), [](const NotKnown& n) { return n.what == "overstriding"; });
  };
  CHECK(of_overstriding(*summary_of(20)) == 1);
  Stride judged = backward_stride();
  judged.overstride = Overstride::none;
  CHECK(of_overstriding(*summary_of(20, judged)) == 0);
}

TEST_CASE("A walk faster than its target is warned of") {
  auto summary = summary_of(20);
  CHECK(warnings(report_of(true), *summary).empty());
  summary->push(Alert{.kind = AlertKind::too_fast, .foot = Foot::left, .t_us = 0, .value = 0.7, .limit = 0.5});
  REQUIRE(warnings(report_of(true), *summary).size() == 1);
  CHECK_THAT(warnings(report_of(true), *summary).front().text, Contains("above its target speed"));
}

TEST_CASE("Columns stay apart in a walk of thousands of strides") {
  CHECK_THAT(summary_text(report_of(true), *summary_of(3000), false),
             Contains("(3000 of 3000)  100-100  100 %  (3000 of 3000)  100-100  0 points"));
}

TEST_CASE("Distance and time are told of the strides whose length is known, and how many are not in it") {
  auto summary = std::make_unique<SessionSummary>();
  Stride s = backward_stride();
  for (int i = 0; i < 8; ++i) {
    s.quality.set(i == 5 ? Quality::gap : Quality::low_rate);
    s.used = i < 5;
    summary->push(s);
  }
  summary->finish();
  CHECK_THAT(summary_text(report_of(false), *summary, false),
             Contains("Walked: backward 4.1 m in 6 s; and beside it 3 strides whose length is not known (4 s)."));
  const auto json = summary_json(report_of(false), *summary)["walked"]["backward"];
  CHECK(json["distance_m"].get<double>() == Approx(5 * 0.8123));
  CHECK(json["time_s"].get<double>() == Approx(5 * 1.25));
  CHECK(json["strides_without_length"] == 3);
  CHECK(json["time_without_length_s"].get<double>() == Approx(3 * 1.25));
}

TEST_CASE("Where no length is known that is said, and no distance of zero") {
  Stride s = backward_stride();
  s.direction = Direction::uncertain;
  s.stride_length_m.reset();
  const auto summary = summary_of(20, s);
  const std::string text = summary_text(report_of(true), *summary, false);
  CHECK_THAT(text, !Contains("0.0 m"));
  CHECK_THAT(text, Contains("Walked: 20 strides whose length is not known"));
  CHECK(summary_json(report_of(true), *summary)["walked"]["uncertain"]["distance_m"].is_null());
}

TEST_CASE("A belt speed that differs by more than 5 % is warned of, and nothing is scaled") {
  WalkReport report = report_of(true);
  const auto summary = summary_of(20);
  report.conditions.belt_speed_mps = 0.66;
  CHECK(warnings(report, *summary).empty());
  report.conditions.belt_speed_mps = 0.70;
  REQUIRE(warnings(report, *summary).size() == 1);
  CHECK_THAT(warnings(report, *summary).front().text, Contains("0.65 m/s") && Contains("0.70 m/s"));
}

TEST_CASE("The rise that an incline should give stands beside the measured one") {
  WalkReport report = report_of(true);
  report.conditions.incline_pct = 5;
  Stride s = backward_stride();
  s.height_m = 0.039;
  CHECK_THAT(summary_text(report, *summary_of(20, s), false), Contains("3.9 cm measured, 4.1 cm expected"));
}

TEST_CASE("Heel-first contacts are warned of when they are more than a tenth") {
  Stride s = backward_stride();
  s.contact = ContactClass::heel_first;
  CHECK_THAT(warnings(report_of(true), *summary_of(20, s)).front().text,
             Contains("Heel-first contacts walking backward: left 100 % (20 of 20)"));
}

TEST_CASE("No line of the readable summary is longer than a hundred columns") {
  WalkReport report = report_of(true, false);
  report.source.warnings.assign(1, std::string(40, 'a') + " " + std::string(50, 'b') + " " + std::string(60, 'c'));
  for (const std::string& line : split(summary_text(report, *summary_of(20), false), '\n')) {
    CHECK(line.size() <= 100);
  }
}
