// The door of the library for other programs.
#include "host/walk/measure.h"
#include "host/base/file.h"

#include <catch2/catch.hpp>
#include <limits>
#include <string>
#include <vector>

#include "data/walker/presets.h"
#include "data/walker/walker.h"
#include "host/walk/analyse.h"

using namespace backstep;
using namespace backstep::host;
using Catch::Contains;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t kFarthest_us = std::numeric_limits<std::int64_t>::max();
const std::string kRecording = BACKSTEP_SOURCE_DIR "/data/backward-good.gait";

struct Heard final : Sink {
  void on_begin(const SessionInfo& /*info*/) override { ++begun; }
  void on_stride(const Stride& stride) override { strides.push_back(stride); }
  void on_end(const WalkReport& /*report*/, const SessionSummary& /*summary*/) override { ++ended; }

  int begun = 0, ended = 0;
  std::vector<Stride> strides;
};

const std::vector<ImuSample>& samples(Foot foot) {
  static const walker::Walk kWalk = walker::walk(*walker::preset("backward-good"), 3);
  return kWalk.feet[index(foot)].measured;
}

SampledWalk both_feet() {
  SampledWalk walk;
  for (const Foot foot : kFeet) {
    walk.feet[index(foot)] = SampledFoot{samples(foot), "+x"};
  }
  return walk;
}

/// What is said of a walk that is refused; the sinks heard nothing of it.
std::string refusal(SampledWalk walk, ErrorKind kind = ErrorKind::input) {
  Heard heard;
  Sink* const sinks[] = {&heard};
  const auto report = measure(std::move(walk), {}, sinks);
  CHECK(heard.begun == 0);
  if (report) {
    return {};
  }
  CHECK(report.error().kind == kind);
  return report.error().message();
}

template <class Change>
std::string refused_when(Change change, ErrorKind kind = ErrorKind::input) {
  SampledWalk walk = both_feet();
  change(*walk.feet[0]);
  return refusal(std::move(walk), kind);
}

/// The strides of a walk that is measured, whatever was done to the left foot's samples.
template <class Change>
std::size_t strides_when(Change change) {
  SampledWalk walk = both_feet();
  change(walk);
  Heard heard;
  Sink* const sinks[] = {&heard};
  const auto report = measure(std::move(walk), {}, sinks);
  INFO((report ? "" : report.error().message()));
  REQUIRE(report);
  CHECK(heard.begun == 1);
  CHECK(heard.ended == 1);
  return heard.strides.size();
}

}  // namespace

TEST_CASE("Samples in, strides out", "[measure]") {
  const std::size_t usual = strides_when([](SampledWalk&) {});
  CHECK(usual > 20);
  CHECK(strides_when([](SampledWalk& w) { w.feet[1].reset(); }) < usual);
}

TEST_CASE("A recording is measured as its samples are, and one that is not there is refused", "[measure]") {
  Heard heard;
  Sink* const sinks[] = {&heard};
  const auto report = measure(kRecording, {.leg_length_m = 0.9}, sinks);
  REQUIRE(report);
  CHECK(report->info.name == kRecording);
  CHECK(report->overstride.leg_length_m == 0.9);
  CHECK(heard.begun == 1);
  CHECK(heard.ended == 1);
  CHECK(heard.strides.size() > 20);

  const auto none = measure("nobody.gait", {}, sinks);
  REQUIRE_FALSE(none);
  CHECK(none.error().kind == ErrorKind::input);
  CHECK_THAT(none.error().message(), Contains("nobody.gait: "));
  CHECK(heard.begun == 1);
}

TEST_CASE("Times that do not increase are refused, with the sample", "[measure]") {
  CHECK(refused_when([](SampledFoot& f) { f.samples[7].t_us = f.samples[6].t_us; }) ==
        "walk, left foot, sample 7: expected a time after the " + std::to_string(samples(Foot::left)[6].t_us) +
            " us of the one before, found " + std::to_string(samples(Foot::left)[6].t_us) + " us.");
  CHECK_THAT(refused_when([](SampledFoot& f) { std::swap(f.samples[20], f.samples[21]); }), Contains("sample 21: "));
}

TEST_CASE("Times far from zero, before it or too far for any sum are no trouble", "[measure]") {
  const std::size_t usual = strides_when([](SampledWalk&) {});
  const auto moved = [](std::int64_t by_us) {
    return [by_us](SampledWalk& walk) {
      for (auto& foot : walk.feet) {
        for (ImuSample& s : foot->samples) s.t_us += by_us;
      }
    };
  };
  CHECK(strides_when(moved(-10'000'000'000)) == usual);
  CHECK(strides_when(moved(kMaxTime_us / 2)) == usual);
  // Beyond the times that there are: those samples are left out, as those of impossible values are.
  CHECK(strides_when([](SampledWalk& w) { w.feet[0]->samples.back().t_us = kFarthest_us; }) == usual);
  CHECK(strides_when([](SampledWalk& w) { w.feet[0]->samples.front().t_us = -kFarthest_us; }) == usual);
  CHECK_THAT(refusal([&] {
               SampledWalk walk = both_feet();
               for (ImuSample& s : walk.feet[0]->samples) s.t_us += kMaxTime_us;
               return walk;
             }()),
             Contains("walk, left foot: "));
}

TEST_CASE("Values that no sensor has are left out, and refused where there are no others", "[measure]") {
  for (const double value : {kNan, 1e300, -1e300}) {
    CHECK(strides_when([value](SampledWalk& w) {
            for (std::size_t i = 0; i < 5; ++i) w.feet[0]->samples[100 + i].acc_mps2.y() = Real(value);
          }) > 20);
    CHECK_THAT(refused_when([value](SampledFoot& f) {
                 for (ImuSample& s : f.samples) s.gyr_radps.x() = Real(value);
               }),
               Contains("walk, left foot: "));
  }
}

TEST_CASE("A walk that cannot be one is refused", "[measure]") {
  CHECK(refusal({}, ErrorKind::request) == "there are samples of neither foot.");
  CHECK_THAT(refused_when([](SampledFoot& f) { f.samples.clear(); }), Contains("walk, left foot: "));
  CHECK_THAT(refused_when([](SampledFoot& f) { f.samples.resize(15); }), Contains("walk, left foot: "));
  CHECK_THAT(refused_when([](SampledFoot& f) {
               for (ImuSample& s : f.samples) s.acc_mps2 *= Real(1.2);
             }),
             Contains("walk, left foot: gravity reads 11.8 m/s2"));
  CHECK(refused_when([](SampledFoot& f) { f.toes = "up"; }, ErrorKind::request) ==
        "walk, left foot: expected one of the sensor axes +x -x +y -y +z -z, found \"up\".");
}

TEST_CASE("The same samples are not those of both feet", "[measure]") {
  SampledWalk walk = both_feet();
  walk.feet[1] = walk.feet[0];
  CHECK(refusal(walk, ErrorKind::request) == "walk: both feet have the same samples, expected those of two feet.");
  // Nor are they with other times.
  for (ImuSample& s : walk.feet[1]->samples) s.t_us += 10;
  CHECK_FALSE(refusal(walk, ErrorKind::request).empty());
  walk.feet[1]->samples[50].acc_mps2.x() += Real(0.01);
  CHECK(measure(walk, {}, {}));
}

TEST_CASE("A walk of which nothing is asked for does not begin for the sinks", "[measure]") {
  const bool as_live = GENERATE(false, true);
  auto walk = open_recorded_walk(open_input(kRecording), as_live);
  REQUIRE(walk);
  AnalysisSettings settings;
  settings.as_live = as_live;
  settings.span = {.begin_us = 5'000'000'000, .end_us = 6'000'000'000};
  Heard heard;
  const auto nothing = analyse(*walk, settings, {&heard});
  REQUIRE_FALSE(nothing);
  CHECK(nothing.error().hint == Hint::part_of_walk);
  CHECK(heard.begun == 0);
  settings.span = {};
  CHECK(analyse(*walk, settings, {&heard}));
  CHECK(heard.begun == 1);
  CHECK(heard.ended == 1);
}
