#include "tests/motions/walks.h"

#include <catch2/catch.hpp>

#include "tests/motions/walk_figures.h"

using namespace backstep;
using namespace backstep::motions;

namespace {

constexpr std::uint64_t kSeeds = 3;  // more of them: backstep_walks

/// Every stride counts and goes the right way; together they are as long as they are.
void check_counts(const std::vector<StraightWalk>& walks) {
  WalkFigures all;
  for (const StraightWalk& walk : walks) {
    const Direction way = walk.bout.travel == walker::Travel::backward ? Direction::backward : Direction::forward;
    WalkFigures sum;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      const walker::WalkerConfig made = config(walk, seed);
      sum += figures(walker::walk(made, seed), made.sensor.rate_hz, way);
    }
    INFO(walk.name << ": mean error " << 100 * sum.mean_length_error_m() << " cm, worst " << 100 * sum.worst_length_m
                   << " cm");
    REQUIRE(sum.strides >= 2 * 8 * kSeeds);
    CHECK(sum.found == sum.strides);
    CHECK(sum.used == sum.strides);
    CHECK(sum.implausible == 0);
    CHECK(sum.right_way == sum.strides);
    // A level forward walk of 1.2 m/s with this sensor is 1.3 cm off.
    CHECK(sum.mean_length_error_m() < 0.016);
    CHECK(sum.worst_length_m < 0.06);
    all += sum;
  }
  CHECK(all.mean_length_error_m() < 0.010);
}

}  // namespace

TEST_CASE("Strides on stairs count, and are as long as two treads") { check_counts(stairs()); }
TEST_CASE("Strides on a slope of 20 % count, and are as long as they are") { check_counts(slopes()); }
