#include <catch2/catch.hpp>
#include <string>

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
