#include "host/source/track_source.h"
#include "host/base/file.h"

#include <catch2/catch.hpp>

#include "host/import/csv_walk.h"
#include "tests/host/csv_test_file.h"

using namespace backstep;
using namespace backstep::host;
using namespace backstep::test;

namespace {

std::vector<Reading> all(Source& source) {
  std::vector<Reading> readings;
  while (auto reading = source.next()) readings.push_back(*reading);
  return readings;
}

}  // namespace

TEST_CASE("Both feet come merged by time, with the right foot's offset, again after a rewind") {
  const TemporaryFile left("left.csv", csv(steps(3)));
  const TemporaryFile right("right.csv", csv(steps(3, 100)));
  CsvWalk walk;
  walk.feet[0] = [&] { return open_input(left.path()); };
  walk.feet[1] = [&] { return open_input(right.path()); };
  walk.right_offset_s = 1.5;
  auto tracks = read_csv_walk(walk);
  REQUIRE(tracks);
  TrackSource source(std::move(*tracks), false);
  const auto readings = all(source);
  CHECK(readings.size() == 900);
  for (std::size_t i = 1; i < readings.size(); ++i) REQUIRE(readings[i].sample.t_us >= readings[i - 1].sample.t_us);
  const auto first_right =
      std::find_if(readings.begin(), readings.end(), [](const Reading& r) { return r.foot == Foot::right; });
  CHECK(first_right->sample.t_us == 1'500'000);
  CHECK((first_right - 1)->sample.t_us == 1'500'000);  // left first at equal times

  source.rewind();
  CHECK(all(source).size() == 900);
  const SourceInfo& info = source.info();
  CHECK(info.rate_hz[0] == Approx(200));
  CHECK(info.rate_hz[1] == Approx(100));
  CHECK_FALSE(info.common_clock);
  CHECK(source.report().samples[1] == 300);
}

TEST_CASE("One foot alone is a walk, none is wrong use") {
  const TemporaryFile right("right.csv", csv(steps(3)));
  CsvWalk walk;
  walk.feet[1] = [&] { return open_input(right.path()); };
  auto tracks = read_csv_walk(walk);
  REQUIRE(tracks);
  TrackSource source(std::move(*tracks), false);
  CHECK_FALSE(source.info().has_foot[0]);
  CHECK(source.info().has_foot[1]);
  CHECK(read_csv_walk({}).error().kind == ErrorKind::request);
}

TEST_CASE("The warnings of both files are told, each with its file's name") {
  const TemporaryFile left("left.csv", csv(steps(3), kHeader, {1, 1.05, 1}));
  const TemporaryFile right("right.csv", csv(steps(3), kHeader, {1, 0.95, 1}));
  CsvWalk walk;
  walk.feet[0] = [&] { return open_input(left.path()); };
  walk.feet[1] = [&] { return open_input(right.path()); };
  auto tracks = read_csv_walk(walk);
  REQUIRE(tracks);
  TrackSource source(std::move(*tracks), false);
  const auto& warnings = source.report().warnings;
  REQUIRE(warnings.size() == 2);
  CHECK_THAT(warnings[0].text, Catch::Contains("left.csv: gravity"));
  CHECK_THAT(warnings[1].text, Catch::Contains("right.csv: gravity"));
}
