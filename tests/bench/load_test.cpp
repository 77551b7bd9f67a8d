// The load bench itself, small: what it measures is a host that does its work.
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/bench/load_run.h"
#include "tests/firmware/shoe_fixture.h"
#include "tests/host/gait_fixture.h"
#include "tests/host/live_fixture.h"

using namespace backstep;

TEST_CASE("Walkers at one loop: every sample of every shoe is recorded, and each table is that of its recording") {
  const auto [walkers, samples_per_packet] =
      GENERATE(std::pair<std::size_t, std::uint8_t>{3, 19}, std::pair<std::size_t, std::uint8_t>{1, 6});
  bench::LoadSetting setting;
  setting.walkers = walkers;
  setting.samples_per_packet = samples_per_packet;
  setting.seconds = 5;
  setting.folder = std::filesystem::temp_directory_path() / ("backstep_load_" + std::to_string(::getpid()));
  std::filesystem::create_directories(setting.folder);
  const bench::LoadFigures figures = bench::run_load(setting);
  CHECK(figures.dropped == 0);
  CHECK(figures.late_s.size() == 1000);
  for (std::size_t walker = 0; walker < walkers; ++walker) {
    const auto path = setting.folder / (std::to_string(walker) + ".gait");
    for (const Foot foot : kFeet) {
      const auto& sent = figures.sent[walker][index(foot)];
      const auto got = test::recorded(path, foot);
      REQUIRE(got.size() == sent.size());
      CHECK(std::equal(got.begin(), got.end(), sent.begin(), firmware::test::same));
    }
    CHECK(std::count(figures.tables[walker].begin(), figures.tables[walker].end(), '\n') > 4);
    CHECK(test::replayed(path, host::Waiting::as_live) == figures.tables[walker]);
  }
  std::filesystem::remove_all(setting.folder);
}
