#include "host/source/recording_source.h"
#include "host/base/file.h"
#include "host/recording/recording_file.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "host/source/recording_findings.h"
#include "tests/host/gait_fixture.h"

using namespace backstep;
using namespace backstep::host;

namespace {

std::vector<Reading> readings_of(Source& source) {
  std::vector<Reading> readings;
  while (const auto r = source.next()) {
    readings.push_back(*r);
  }
  return readings;
}

std::size_t after_gap(const std::vector<Reading>& readings) {
  return static_cast<std::size_t>(std::count_if(readings.begin(), readings.end(),
                                                [](const Reading& r) { return (r.sample.flags & kAfterGap) != 0; }));
}

}  // namespace

TEST_CASE("A recording is a source: what is known before, the readings, and again after rewinding") {
  const TemporaryPath file("walk.gait");
  write_test_walk(file.path(), 3);
  const auto source = open_recording(open_input(file.path())).value();
  CHECK(source->info().name == file.string());
  CHECK(source->info().has_foot[0]);
  CHECK(source->info().has_foot[1]);
  CHECK(source->info().rate_hz[0] == 200);
  CHECK(source->info().common_clock);
  for (int pass = 0; pass < 2; ++pass) {
    const auto readings = readings_of(*source);
    REQUIRE(readings.size() == 1200);
    for (std::size_t i = 0; i < readings.size(); ++i) {
      const ImuSample truth = test_sample(readings[i].foot, static_cast<std::int64_t>(i / 2) * 5000);
      REQUIRE(readings[i].sample.t_us == truth.t_us);
      REQUIRE((readings[i].sample.gyr_radps - truth.gyr_radps).norm() < 0.002);
      REQUIRE((readings[i].sample.acc_mps2 - truth.acc_mps2).norm() < 0.01);
    }
    CHECK_FALSE(source->report().damaged);
    CHECK(source->report().warnings.empty());
    CHECK(source->report().samples[1] == 600);
    source->rewind();
  }
}

TEST_CASE("Marks are known once they are read, and again after rewinding") {
  const TemporaryPath file("marked.gait");
  write_test_walk(file.path(), 3, "belt 0.6");
  const auto source = open_recording(open_input(file.path())).value();
  CHECK(source->report().marks.empty());
  for (int pass = 0; pass < 2; ++pass) {
    REQUIRE(readings_of(*source).size() == 1200);
    REQUIRE(source->report().marks.size() == 1);
    CHECK(source->report().marks[0].t_us == 1'000'000);
    CHECK(source->report().marks[0].text == "belt 0.6");
    source->rewind();
    CHECK(source->report().marks.empty());
  }
}

TEST_CASE("Waiting as live gives the same readings where nothing is late") {
  const TemporaryPath file("walk.gait");
  write_test_walk(file.path(), 3);
  const auto all = readings_of(*open_recording(open_input(file.path())).value());
  const auto live = readings_of(*open_recording(open_input(file.path()), Waiting::as_live).value());
  REQUIRE(all.size() == live.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    REQUIRE(all[i].foot == live[i].foot);
    REQUIRE(all[i].sample.t_us == live[i].sample.t_us);
  }
}

TEST_CASE("A damaged recording is read around the damage, which is flagged and told with its place") {
  const TemporaryPath file("hurt.gait");
  write_test_walk(file.path(), 3);
  Bytes bytes = bytes_of(file.path());
  bytes[bytes.size() / 2] ^= 0x10;
  write_bytes(file.path(), bytes);
  const auto source = open_recording(open_input(file.path())).value();
  const auto readings = readings_of(*source);
  CHECK(readings.size() == 1200 - 19);
  CHECK(after_gap(readings) == 1);
  CHECK(source->report().damaged);
  CHECK(source->report().lost[0] + source->report().lost[1] == 19);
  REQUIRE_FALSE(source->report().warnings.empty());
  CHECK_THAT(source->report().warnings[0].text, Catch::Contains(file.string() + " is damaged at byte "));
}

TEST_CASE("A recording cut short is read up to there and told") {
  const TemporaryPath file("cut.gait");
  write_test_walk(file.path(), 3);
  const auto size = std::filesystem::file_size(file.path());
  std::filesystem::resize_file(file.path(), size * 2 / 3);
  const auto source = open_recording(open_input(file.path())).value();
  CHECK(readings_of(*source).size() > 700);
  CHECK(source->report().damaged);
  REQUIRE_FALSE(source->report().warnings.empty());
  CHECK_THAT(source->report().warnings[0].text,
             Catch::Contains("breaks off at byte " + std::to_string(size * 2 / 3) + ", within a frame"));
  CHECK(source->report().warnings[0].hint == Hint::recover);
}

TEST_CASE("A recording without samples is refused") {
  const TemporaryPath file("nothing.gait");
  auto writer = GaitWriter::create(new_recording(file.path()), test_header());
  REQUIRE(writer->finish());
  const auto source = open_recording(open_input(file.path()));
  REQUIRE_FALSE(source);
  CHECK_THAT(source.error().message(), Catch::Contains("holds no sample of either foot"));
}

TEST_CASE("A recording whose header says a rate that no walk can be told from is refused") {
  const auto [rate_hz, why] = GENERATE(table<double, std::string>(
      {{1.0, "takes 1 samples per second, expected at least 50"},
       {48.0, "takes 48 samples per second, expected at least 50"},
       {-208.0, "expected at least 50"},
       {1011.0, "takes 1011 samples per second, expected at most 1000"},
       {10'000.0, "expected at most 1000"},
       {1e6, "expected at most 1000"},
       {std::numeric_limits<double>::infinity(), "no possible number of samples per second (inf)"},
       {std::nan(""), "no possible number of samples per second (nan)"}}));
  CAPTURE(rate_hz);
  const TemporaryPath file("slow.gait");
  RecordingHeader header = test_header();
  header.devices[1]->rate_hz = rate_hz;
  auto writer = GaitWriter::create(new_recording(file.path()), header);
  SamplePacker packer(*header.devices[1]);
  for (std::int64_t t_us = 0; t_us < 3'000'000; t_us += 5000) {
    if (const auto packet = packer.push(test_sample(Foot::right, t_us))) {
      must(writer->write_packet(Foot::right, packet->bytes.span(), packet->arrival_us));
    }
  }
  must(writer->finish());
  const auto source = open_recording(open_input(file.path()));
  REQUIRE_FALSE(source.has_value());
  CHECK(source.error().kind == ErrorKind::input);
  CHECK_THAT(source.error().message(), Catch::Contains("the sensor of the right foot takes") && Catch::Contains(why));
  // To look at, it is all there: the header as it is, and the sensor's samples.
  CHECK(read_header(open_input(file.path()))->devices[1].has_value());
  const auto survey = survey_recording(open_input(file.path()));
  REQUIRE(survey);
  CHECK(survey->feet[1].counters.samples > 580);
  const auto found = findings(file.string(), *survey);
  CHECK(std::any_of(found.begin(), found.end(), [](const Finding& f) {
    return f.todo.find("told from 50 to 1000") != std::string::npos ||
           f.what.find("at most 1000 are taken") != std::string::npos;
  }));
}

TEST_CASE("Rates from 50, less what a cheap clock is off, to 1000 Hz are taken") {
  for (const double rate_hz : {49.0, 208.0, 416.0, 1000.0}) {
    RecordingHeader header = test_header();
    header.devices[0]->rate_hz = rate_hz;
    CHECK(rate_fault(header).empty());
  }
}
