#include "tests/validation/comparison.h"

#include <catch2/catch.hpp>

#include "dsp/base/math.h"
#include "tests/validation/statistics.h"

using namespace backstep;
using namespace backstep::validation;

namespace {

/// Swing over the second half of [start, end], as measured.
Stride measured(Foot foot, double start_s, double end_s) {
  Stride s;
  s.foot = foot;
  s.direction = Direction::backward;
  s.t_tc_us = static_cast<std::int64_t>(1e6 * (start_s + 0.3 * (end_s - start_s)));
  s.t_ic_us = static_cast<std::int64_t>(1e6 * (start_s + 0.8 * (end_s - start_s)));
  s.stride_length_m = 0.82;
  s.contact = ContactClass::ball_first;
  return s;
}

/// Two strides of the left foot, backward, 0.80 m each.
Truth two_strides() {
  Truth truth;
  for (const double start_s : {1.0, 2.0}) {
    TrueStride t{Foot::left, start_s, start_s + 1.0, 0.80, -0.80, 0.0, 0.0, Direction::backward};
    truth.strides.push_back(t);
    truth.contacts.push_back({Foot::left, start_s + 0.79, ContactClass::ball_first, deg_to_rad(-20)});
  }
  return truth;
}

}  // namespace

TEST_CASE("A stride of the other foot is no find, and none is invented where the truth knows nothing") {
  const std::vector<Stride> strides = {measured(Foot::right, 1, 2), measured(Foot::left, 5, 6)};
  const Comparison c = compare(two_strides(), strides, {});
  CHECK(c.true_strides == 2);
  CHECK(c.found == 0);
  CHECK(c.invented == 0);
  CHECK(directions_right(c, Strides::clean).count == 0);
  CHECK(directions_right(c, Strides::clean).of == 2);
}

TEST_CASE("Two found in one true stride are one found and one invented, the nearer being the find") {
  const std::vector<Stride> strides = {measured(Foot::left, 1.3, 2.3), measured(Foot::left, 1, 2),
                                       measured(Foot::left, 2, 3)};
  const Comparison c = compare(two_strides(), strides, {});
  CHECK(c.found == 2);
  CHECK(c.invented == 1);
  REQUIRE(c.lengths.size() == 2);
  CHECK(c.lengths.front().m.error == Approx(0.02));
  CHECK(compare(two_strides(), strides, {.complete = false}).invented == 0);
}

TEST_CASE("A turning stride is neither a length nor an invention") {
  Truth truth = two_strides();
  truth.strides[0].turn_rad = deg_to_rad(60);
  const std::vector<Stride> strides = {measured(Foot::left, 1, 2), measured(Foot::left, 1.2, 2.2),
                                       measured(Foot::left, 2, 3)};
  const Comparison c = compare(truth, strides, {});
  CHECK(c.lengths.size() == 1);
  CHECK(c.invented == 0);
  CHECK(directions_right(c, Strides::clean).of == 1);
  CHECK(directions_right(c, Strides::all).of == 2);
}

TEST_CASE("Backward taken for forward is a reversal, sideways is only wrong") {
  std::vector<Stride> strides = {measured(Foot::left, 1, 2), measured(Foot::left, 2, 3)};
  strides[0].direction = Direction::forward;
  strides[1].direction = Direction::left;
  const Comparison c = compare(two_strides(), strides, {});
  CHECK(directions_right(c, Strides::all).count == 0);
  CHECK(directions_reversed(c) == 1);
}

TEST_CASE("A contact is compared in time, angle and class, and its class is far or near its limits") {
  Truth truth = two_strides();
  truth.contacts[1].pitch_rad = deg_to_rad(-6);
  std::vector<Stride> strides = {measured(Foot::left, 1, 2), measured(Foot::left, 2, 3)};
  strides[0].strike_angle_rad = deg_to_rad(-21);
  strides[0].strike_angle_sd_rad = deg_to_rad(0.4);
  strides[1].contact = ContactClass::heel_first;
  const Comparison c = compare(truth, strides, {});
  CHECK(contacts_right(c, Contacts::far).of == 1);
  CHECK(contacts_right(c, Contacts::all).count == 1);
  CHECK(contacts_opposite(c) == 1);
  CHECK(spread(errors(c.contact_s, 1000)).mean == Approx(10).margin(0.01));
  REQUIRE(c.strike_rad.size() == 1);
  CHECK(rad_to_deg(c.strike_rad[0].error) == Approx(-1));
  CHECK(within_two_sd(c.strike_rad).count == 0);
  CHECK(compare(truth, strides, {.events = false}).contact_s.empty());
}

TEST_CASE("A contact that was not found counts against the class") {
  const std::vector<Stride> strides = {measured(Foot::left, 1, 2)};
  const Comparison c = compare(two_strides(), strides, {});
  CHECK(c.true_contacts == 2);
  CHECK(c.contact_s.size() == 1);
  CHECK(contacts_right(c, Contacts::all).of == 2);
  CHECK(contacts_right(c, Contacts::all).count == 1);
}

TEST_CASE("The spread of a few errors is what one gets by hand") {
  const std::vector<double> e = {-1, 2, 5};
  const Spread s = spread(e);
  CHECK(s.mean == Approx(2));
  CHECK(s.mean_abs == Approx(8.0 / 3));
  CHECK(s.sd == Approx(std::sqrt(6.0)));
  CHECK(s.max_abs == 5);
  CHECK(s.median_abs == 2);
  CHECK(spread({}).count == 0);
}
