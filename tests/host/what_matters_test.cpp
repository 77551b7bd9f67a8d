#include "host/sink/what_matters.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "host/sink/belt.h"
#include "host/sink/findings.h"
#include "host/sink/summary_json.h"
#include "host/sink/summary_text.h"
#include "tests/host/sink_fixture.h"

using namespace backstep;
using namespace backstep::host;
using backstep::test::backward_stride;
using Catch::Matchers::Contains;

namespace {

WalkReport report_of() {
  WalkReport r;
  r.info.name = "walk.gait";
  r.info.has_foot[0] = r.info.has_foot[1] = true;
  r.info.rate_hz[0] = r.info.rate_hz[1] = 208;
  r.info.common_clock = true;
  return r;
}

/// Twenty strides of each foot; `change` makes of each what it is to be.
template <class Change>
std::unique_ptr<SessionSummary> walk(Change&& change, int strides = 20) {
  auto summary = std::make_unique<SessionSummary>();
  for (int i = 0; i < strides; ++i) {
    for (const Foot foot : {Foot::left, Foot::right}) {
      Stride s = backward_stride(foot);
      s.number = static_cast<std::uint32_t>(i + 1);
      s.t_ff_us += std::int64_t{1'250'000} * i + (foot == Foot::left ? 0 : 600'000);
      change(s, i);
      summary->push(s);
    }
  }
  summary->finish();
  return summary;
}

std::size_t times(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

}  // namespace

TEST_CASE("Heel-first contacts stand above the table, once, in its counts") {
  const auto summary = walk([](Stride& s, int i) {
    s.contact = i < 3 ? ContactClass::uncertain : i < 12 ? ContactClass::heel_first : ContactClass::ball_first;
  });
  const std::string text = summary_text(report_of(), *summary, false);
  CHECK_THAT(text, Contains("! Heel-first contacts walking backward: left 53 % (9 of 17), right 53 % (9 of 17)."));
  CHECK_THAT(text, Contains("heel-first            53 %  (9 of 17)"));
  CHECK_THAT(text, Contains("uncertain             3 of 20 rows"));
  CHECK(text.find("Heel-first contacts") < text.find("BACKWARD"));
  CHECK(times(text, "Heel-first") == 1);
  CHECK_THAT(text, !Contains("unclear"));
}

TEST_CASE("No overstriding, overstriding and not judged are three things") {
  WalkReport report = report_of();
  const auto strides = [](std::optional<Overstride> judged) {
    return walk([judged](Stride& s, int i) {
      s.overstride = judged && i >= 10 ? judged : judged ? std::optional(Overstride::none) : std::nullopt;
      s.step_over_leg = judged && i >= 10 && *judged != Overstride::none ? Real(0.66) : Real(0.45);
    });
  };
  report.overstride.leg_length_m = 0.9;
  const std::string none = summary_text(report, *strides(Overstride::none), false);
  CHECK_THAT(none, Contains("- No overstriding in the 40 backward strides that were judged"));
  CHECK_THAT(none, Contains("an expert's limits"));
  const std::string some = summary_text(report, *strides(Overstride::caution), false);
  CHECK_THAT(some, Contains("! Overstriding walking backward: left 50 % (10 of 20), right 50 % (10 of 20)"));
  // Of the strides that are too long, so never below the limit.
  CHECK_THAT(what_matters(report, *strides(Overstride::caution))[1].text,
             Contains("Mean step of those: 0.59 m, 0.66 of leg length."));
  CHECK_THAT(some, Contains("overstride: caution   50 %  (10 of 20)"));
  CHECK_THAT(some, !Contains("No overstriding") && !Contains("too long"));
  report.overstride.leg_length_m.reset();
  const std::string unknown = summary_text(report, *strides(std::nullopt), false);
  CHECK_THAT(unknown, !Contains("No overstriding") && !Contains("verstriding walking"));
  CHECK_THAT(unknown, Contains("Not known: overstriding"));
}

TEST_CASE("A fault of most rolls is never silent, and no score of 100 stands beside it") {
  const auto summary = walk([](Stride& s, int i) {
    s.roll_fault = i % 9 < 7 ? RollFault::slapping : RollFault::none;
    s.roll_score = 100;
    s.smooth_roll = s.roll_fault == RollFault::none;
  });
  const std::string text = summary_text(report_of(), *summary, false);
  CHECK_THAT(text, Contains("! Slapping rolls walking backward: left 80 % (16 of 20)"));
  CHECK_THAT(text, !Contains("rolls without a fault"));
  const auto rare = walk(
      [](Stride& s, int i) {
        s.roll_fault = i == 7 ? RollFault::broken : RollFault::none;
        s.roll_score = i == 7 ? 60 : 100;
      },
      200);
  const std::string page = summary_text(report_of(), *rare, false);
  CHECK_THAT(page,
             Contains("Ball-first rolls without a fault: left 100 % (199 of 200)") || Contains("99 % (199 of 200)"));
  CHECK_THAT(page, Contains("roll score, 0-100     99 +- "));
}

TEST_CASE("Warnings of the recording come after the table, what matters before it") {
  WalkReport report = report_of();
  report.source.warnings = {"a gap of 3 samples"};
  const auto summary = walk([](Stride& s, int) { s.contact = ContactClass::heel_first; });
  const std::string text = summary_text(report, *summary, false);
  CHECK(text.find("Heel-first contacts") < text.find("BACKWARD"));
  CHECK(text.find("a gap of 3 samples") > text.find("BACKWARD"));
  const auto all = warnings(report, *summary);
  REQUIRE(all.size() == 2);
  CHECK_THAT(all[0].text, Contains("Heel-first"));
}

TEST_CASE("A belt that changes its speed is compared from mark to mark") {
  CHECK(belt_speed_of("belt 0.6").value() == Approx(0.6));
  CHECK(belt_speed_of("Belt: 1.8 km/h").value() == Approx(0.5));
  CHECK(belt_speed_of("BELT=0.45 m/s").value() == Approx(0.45));
  CHECK(belt_speed_of("belt 0,8").value() == Approx(0.8));
  CHECK(belt_speed_of("belt 2.5 kph").value() == Approx(2.5 / 3.6));
  CHECK(belt_speed_of("belt 2 MPH").value() == Approx(0.89408));
  CHECK(belt_speed_of("belt off").value() == 0);
  for (const char* no_speed : {"belt faster", "belt 3 min break", "belt 0x10", "belt", "belt 1.5 mm", "belt -1"}) {
    CHECK_FALSE(belt_speed_of(no_speed).has_value());
  }
  CHECK_FALSE(belt_speed_of("pain 0.6").has_value());

  auto summary = std::make_unique<SessionSummary>();
  WalkReport report = report_of();
  report.conditions.belt_speed_mps = 0.4;
  for (int i = 0; i < 40; ++i) {
    if (i == 20) {
      summary->mark(backward_stride().t_ff_us + std::int64_t{1'250'000} * i);
      report.marks.emplace_back("belt 0.6");
    }
    for (const Foot foot : {Foot::left, Foot::right}) {
      Stride s = backward_stride(foot);
      s.t_ff_us += std::int64_t{1'250'000} * i + (foot == Foot::left ? 0 : 600'000);
      s.speed_mps = i < 20 ? 0.41 : 0.5;
      summary->push(s);
    }
  }
  summary->finish();
  WalkReport stopped = report;
  stopped.marks = {"belt 0"};
  CHECK(warnings(stopped, *summary).empty());  // no speed to compare with
  const auto stretches = belt_stretches(report, *summary);
  REQUIRE(stretches.size() == 2);
  CHECK(stretches[0].measured_mps.value() == Approx(0.41));
  CHECK(stretches[1].measured_mps.value() == Approx(0.5));
  CHECK(stretches[1].strides == 38);  // but the last of each foot
  const auto told = warnings(report, *summary);
  REQUIRE(told.size() == 1);
  CHECK_THAT(told[0].text, Contains("differs by -17 % from the belt's 0.60 m/s"));
  const std::string text = summary_text(report, *summary, false);
  CHECK_THAT(text, Contains("BACKWARD, BY MARK"));
  CHECK_THAT(text, Contains("belt 0.6"));
  const auto json = summary_json(report, *summary);
  REQUIRE(json["intervals"].size() == 2);
  CHECK(json["intervals"][1]["mark"] == "belt 0.6");
  CHECK(json["intervals"][1]["backward"]["left"]["strides_used"] == 19);
  CHECK(json["belt"][1]["measured_mps"].get<double>() == Approx(0.5));
}

TEST_CASE("Turns, what was left out later and the settings are in the summary for programs") {
  WalkReport report = report_of();
  report.settings = {{"contact", "ball_limit_deg", -5}};
  const auto summary = walk([](Stride& s, int i) {
    s.turn_rad = i == 9 || i == 10 ? deg_to_rad(45) : 0;
    if (i == 9 || i == 10) {
      s.quality.set(Quality::turn);
      s.used = false;
    }
  });
  const auto json = summary_json(report, *summary);
  CHECK(json["turns"]["count"] == 1);
  CHECK(json["turns"]["listed"][0]["turn_deg"].get<double>() == Approx(90));
  CHECK(json["turns"]["listed"][0]["steps"] == 4);
  CHECK(json["settings"]["contact"]["ball_limit_deg"] == -5);
  CHECK(json["left_out_later"]["count"] == 4);  // each foot's first and last
  CHECK(json["left_out_later"]["listed"][3]["because"] == "stop");
  CHECK(json["left_out_later"]["listed"][3]["stride"] == 20);
  CHECK_THAT(summary_text(report, *summary, false), Contains("Turns: 1 (90 deg left)"));
}

TEST_CASE("Once or twice is told, but is no warning and no advice") {
  WalkReport report = report_of();
  report.overstride.leg_length_m = 0.9;
  const auto summary = walk(
      [](Stride& s, int i) {
        s.overstride = i < 2 ? Overstride::caution : Overstride::none;
        s.step_over_leg = i < 2 ? Real(0.65) : Real(0.4);
        s.roll_fault = i < 2 ? RollFault::abrupt : RollFault::none;
        s.contact = i == 5 ? ContactClass::heel_first : ContactClass::ball_first;
      },
      9);
  const auto told = warnings(report, *summary);
  CHECK(std::none_of(told.begin(), told.end(),
                     [](const Sentence& w) { return w.text.find("walking backward") != std::string::npos; }));
  const std::string text = summary_text(report, *summary, false);
  CHECK_THAT(text, Contains("- Overstriding walking backward: left 22 % (2 of 9)") && !Contains("usually advised"));
}

TEST_CASE("A walk on flat feet is told as that") {
  const auto summary = walk([](Stride& s, int) { s.contact = ContactClass::flat; });
  CHECK_THAT(what_matters(report_of(), *summary)[0].text,
             Contains("Flat contacts walking backward: left 100 % (20 of 20)"));
}

TEST_CASE("Means of the roll are of contacts that roll from the ball") {
  const auto summary = walk([](Stride& s, int i) {
    s.contact = i % 2 == 0 ? ContactClass::heel_first : ContactClass::ball_first;
    s.heel_touch_radps = i % 2 == 0 ? 9 : 3;
    s.roll_time_s = i % 2 == 0 ? Real(0.02) : Real(0.1);
  });
  const WalkStats& w = summary->walk(Foot::left, Direction::backward);
  CHECK(w.heel_touch_radps.count() == 10);
  CHECK(w.heel_touch_radps.mean().value() == Approx(3));
  CHECK(w.roll_time_s.mean().value() == Approx(0.1));
}

TEST_CASE("The difference of two means is that of the numbers shown") {
  const auto summary = walk([](Stride& s, int) { s.speed_mps = s.foot == Foot::left ? Real(0.5951) : Real(0.5849); });
  CHECK_THAT(summary_text(report_of(), *summary, false), Contains("0.60 +- 0.00 m/s") && Contains("0.02 m/s"));
}

TEST_CASE("While live it is told how many strides a mean and variability still need") {
  CHECK(enough_text(0) == " (0 of 10)");
  CHECK(enough_text(9) == " (9 of 10)");
  CHECK(enough_text(10) == " (10 of 50)");
  CHECK(enough_text(49) == " (49 of 50)");
  CHECK(enough_text(50).empty());
}
