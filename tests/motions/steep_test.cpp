#include "tests/motions/steep.h"

#include <catch2/catch.hpp>

using namespace backstep::motions;

namespace {

constexpr std::uint64_t kSeeds = 6;
constexpr double kLength_m = 0.01;

void check_counts(std::string_view kind) {
  for (const SteepWalk& walk : steep_walks()) {
    if (!walk.name.starts_with(kind)) continue;
    SteepFigures figures;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) add(figures, walk, seed);
    INFO(walk.name << ": mean error " << 100 * figures.mean_length_error_m() << " cm, worst "
                   << 100 * figures.worst_length_m << " cm");
    REQUIRE(figures.strides >= 2 * 8 * kSeeds);
    CHECK(figures.found == figures.strides);
    CHECK(figures.used == figures.strides);
    CHECK(figures.implausible == 0);
    CHECK(figures.right_way == figures.strides);
    CHECK(figures.mean_length_error_m() < kLength_m);
  }
}

}  // namespace

TEST_CASE("Strides on stairs count, and are as long as their treads") { check_counts("stairs"); }
TEST_CASE("Strides on a slope of 20 % count, and are as long as they are") { check_counts("slope"); }
