#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "tests/validation/analysis.h"
#include "tests/validation/comparison.h"
#include "tests/validation/statistics.h"
#include "tests/validation/truth.h"

using namespace backstep;
using namespace backstep::validation;

namespace {

const std::string kData = BACKSTEP_SOURCE_DIR "/data/";

std::vector<std::string> shipped_walks() {
  return {"backward-good", "backward-heel-first", "backward-overstriding", "backward-slow", "mixed-with-turns"};
}

Comparison measured(const std::string& walk) {
  const auto strides = analyse_shipped(kData + walk + ".gait");
  REQUIRE(strides.has_value());
  const Truth truth = read_truth(kData + walk + ".truth_strides.csv", kData + walk + ".truth_events.csv");
  REQUIRE(truth.strides.size() > 20);
  return compare(truth, *strides, {});
}

}  // namespace

TEST_CASE("Every stride of the shipped walks is found and none is invented") {
  for (const std::string& walk : shipped_walks()) {
    INFO(walk);
    const Comparison c = measured(walk);
    CHECK(c.found == c.true_strides);
    CHECK(c.invented == 0);
  }
}

TEST_CASE("The direction of every stride of the shipped walks is right") {
  for (const std::string& walk : shipped_walks()) {
    INFO(walk);
    const Share right = directions_right(measured(walk), Strides::clean);
    CHECK(right.of > 20);
    CHECK(right.count == right.of);
  }
}

TEST_CASE("The contact class of the shipped walks is right where the true angle is 3 degrees from the limits") {
  for (const std::string& walk : shipped_walks()) {
    INFO(walk);
    const Comparison c = measured(walk);
    const Share right = contacts_right(c, Contacts::far);
    CHECK(right.of > 10);
    CHECK(right.count == right.of);
    CHECK(contacts_opposite(c) == 0);
  }
}

TEST_CASE("Lengths of straight strides of the shipped walks are off by less than 1 cm in the mean") {
  for (const std::string& walk : shipped_walks()) {
    INFO(walk);
    const Spread cm = spread(length_errors(measured(walk), 100));
    CAPTURE(cm.mean, cm.sd, cm.max_abs);
    CHECK(cm.count > 20);
    CHECK(cm.mean_abs < 1.0);
  }
}

TEST_CASE("Half of the contacts of the shipped walks are within 15 ms of the true onset") {
  for (const std::string& walk : shipped_walks()) {
    INFO(walk);
    const Comparison c = measured(walk);
    const Spread ms = spread(errors(c.contact_s, 1000));
    CAPTURE(ms.mean, ms.sd, ms.max_abs);
    CHECK(ms.count == c.true_contacts);
    CHECK(ms.median_abs < 15);
  }
}

TEST_CASE("Of the lengths of the shipped walks at least nine in ten are within two of their standard deviations") {
  Comparison all;
  for (const std::string& walk : shipped_walks()) {
    all.add(measured(walk));
  }
  const Share within = within_two_sd(length_deviations(all));
  CHECK(within.of > 150);
  CHECK(within.of == all.lengths.size());
  CHECK(within.value() >= 0.9);
}
