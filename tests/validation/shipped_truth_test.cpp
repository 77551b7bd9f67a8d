#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "dsp/summary/session_summary.h"
#include "host/base/names.h"
#include "tests/validation/analysis.h"
#include "tests/validation/comparison.h"
#include "tests/validation/statistics.h"
#include "tests/validation/truth.h"

using namespace backstep;
using namespace backstep::validation;

TEST_CASE("The shipped walks are measured as they were walked") {
  Comparison all;
  for (const std::string walk :
       {"backward-good", "backward-heel-first", "backward-overstriding", "backward-slow", "mixed-with-turns"}) {
    INFO(walk);
    const std::string path = BACKSTEP_SOURCE_DIR "/data/" + walk;
    const Truth truth = read_truth(path + ".truth_strides.csv", path + ".truth_events.csv");
    REQUIRE(truth.strides.size() > 20);
    REQUIRE(truth.contacts.size() > 20);
    const auto strides = analyse_shipped(path + ".gait");
    REQUIRE(strides.has_value());
    const Comparison c = compare(truth, *strides, {});

    CHECK(c.found == c.true_strides);
    CHECK(c.invented == 0);

    const Share direction = directions_right(c, Strides::clean);
    CHECK(direction.of > 20);
    CHECK(direction.count == direction.of);

    // Where the true angle is more than 3 degrees from the limits.
    const Share contact = contacts_right(c, Contacts::far);
    CHECK(contact.of > 10);
    CHECK(contact.count == contact.of);
    CHECK(contacts_opposite(c) == 0);

    const Spread length_cm = spread(length_errors(c, Turns::left_out, 100));
    CHECK(length_cm.count > 20);
    CHECK(length_cm.mean_abs < 1.0);

    const Spread contact_ms = spread(time_errors(c.contacts_in_time, 1000));
    CHECK(contact_ms.count == c.contacts_in_time.size());
    CHECK(contact_ms.median_abs < 15);

    CHECK(spread(errors(strike_deviations(c), 180 / kPi)).mean_abs < 2.0);
    all.add(c);
  }
  // A standard deviation is a promise: of normal errors 95 % are within two of them.
  for (const Share within :
       {within_two_sd(length_deviations(all, Turns::left_out)), within_two_sd(strike_deviations(all))}) {
    CHECK(within.of >= length_deviations(all, Turns::left_out).size());
    CHECK(within.value() >= 0.9);
  }
}

TEST_CASE("The mean length of a walk with stops is that of its whole strides") {
  const std::string path = BACKSTEP_SOURCE_DIR "/data/mixed-with-turns";
  const Truth truth = read_truth(path + ".truth_strides.csv", path + ".truth_events.csv");
  const auto strides = analyse_shipped(path + ".gait");
  REQUIRE(strides.has_value());
  auto summary = std::make_unique<SessionSummary>();
  for (const Stride& s : *strides) {
    summary->push(s);
  }
  summary->finish();
  for (const Foot foot : {Foot::left, Foot::right}) {
    std::vector<double> lengths;
    for (const TrueStride& s : truth.strides) {
      if (s.foot == foot && s.direction == Direction::backward) {
        lengths.push_back(s.length_m.value());
      }
    }
    std::sort(lengths.begin(), lengths.end());
    const auto whole = std::lower_bound(lengths.begin(), lengths.end(), 0.75 * lengths.back());
    const double mean_m = std::accumulate(whole, lengths.end(), 0.0) / static_cast<double>(lengths.end() - whole);
    const WalkStats& w = summary->walk(foot, Direction::backward);
    CAPTURE(host::name(foot));
    CHECK(w.used >= 7);
    CHECK(w.stride_length_m.mean().value() == Approx(mean_m).margin(0.01));
    CHECK(w.stride_length_m.sd().value() < 0.03);
  }
}
