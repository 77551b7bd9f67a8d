#include <catch2/catch.hpp>
#include <vector>

#include "dsp/stride/contact_shock.h"

using namespace backstep;

namespace {

constexpr Real kInterval_s = Real(1) / 208;

/// Feeds a smooth swing of `usual_mps3`, then these near the landing; answers with the index of the onset among them,
/// -1 if there is none.
int onset_of(const std::vector<Real>& near_mps3, Real usual_mps3 = 100, Real interval_s = kInterval_s) {
  ContactShock shock;
  shock.start();
  for (int i = 0; i < 60; ++i) {
    shock.push(usual_mps3, interval_s, false);
  }
  int onset = -1;
  for (std::size_t i = 0; i < near_mps3.size(); ++i) {
    if (shock.push(near_mps3[i], interval_s, true)) {
      onset = static_cast<int>(i);
    }
  }
  return onset;
}

}  // namespace

TEST_CASE("The shock begins with the first jerk that no swing has") {
  CHECK(onset_of({110, 120, 5000, 20000, 8000}) == 2);
}

TEST_CASE("A swing's own jerk is no shock, however long it lasts") {
  CHECK(onset_of(std::vector<Real>(40, 900), 300) == -1);
}

TEST_CASE("After a rough swing only a rougher jerk is a shock") {
  CHECK(onset_of({2500, 2600, 2400}, 1000) == -1);
  CHECK(onset_of({2500, 2600, 3600}, 1000) == 2);
}

TEST_CASE("A blunt shock stands out from a smooth swing") {
  // At 100 Hz a heel's shock is spread over an interval twice as long.
  CHECK(onset_of({60, 70, 900, 1400}, 60, Real(0.01)) == 2);
  CHECK(onset_of({60, 70, 900, 1400}, 150, Real(0.01)) == -1);
}

TEST_CASE("A jerk just before one ten times as sharp was none") {
  CHECK(onset_of({2100, 40000}) == 1);
  // A sharper one later is the other part's.
  CHECK(onset_of({2500, 100, 100, 100, 100, 100, 100, 100, 100, 60000}) == 0);
}

TEST_CASE("The force ramps up from the onset: the next interval tells how early it began") {
  ContactShock shock;
  shock.start();
  shock.push(100, kInterval_s, false);
  REQUIRE(shock.push(5000, kInterval_s, true));
  REQUIRE_FALSE(shock.push(20000, kInterval_s, true));
  CHECK(shock.share() == Approx(0.75));
}

TEST_CASE("A foot that swings on has had no shock") {
  ContactShock shock;
  shock.start();
  shock.push(100, kInterval_s, false);
  shock.push(5000, kInterval_s, true);
  REQUIRE(shock.found());
  shock.forget();
  CHECK_FALSE(shock.found());
}
