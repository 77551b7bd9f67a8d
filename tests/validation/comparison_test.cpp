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

TruthUse incomplete() {
  TruthUse use;
  use.complete = false;
  return use;
}

TruthUse no_events() {
  TruthUse use;
  use.events = false;
  return use;
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
  CHECK(compare(two_strides(), strides, incomplete()).invented == 0);
}

TEST_CASE("A turning stride is no straight length, and what is found in it is no invention") {
  Truth truth = two_strides();
  truth.strides[0].turn_rad = deg_to_rad(60);
  const std::vector<Stride> strides = {measured(Foot::left, 1, 2), measured(Foot::left, 1.2, 2.2),
                                       measured(Foot::left, 2, 3)};
  const Comparison c = compare(truth, strides, {});
  CHECK(length_errors(c, Turns::left_out, 1).size() == 1);
  CHECK(length_errors(c, Turns::with, 1).size() == 2);
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
  CHECK(spread(time_errors(c.contacts_in_time, 1000)).mean == Approx(10).margin(0.01));
  REQUIRE(c.strikes.size() == 1);
  CHECK(rad_to_deg(c.strikes[0].rad.error) == Approx(-1));
  CHECK(within_two_sd(strike_deviations(c)).count == 0);
  CHECK(rms_over_sd(strike_deviations(c)) == Approx(2.5));
  CHECK(compare(truth, strides, no_events()).contacts_in_time.empty());
}

TEST_CASE("A contact that was not found counts against the class") {
  const std::vector<Stride> strides = {measured(Foot::left, 1, 2)};
  const Comparison c = compare(two_strides(), strides, {});
  CHECK(c.contacts_in_time.size() == 2);
  CHECK(time_errors(c.contacts_in_time, 1).size() == 1);
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

TEST_CASE("Centred errors lose the constant offset of each foot, but not what scatters about it") {
  std::vector<EventCheck> events;
  for (const double scatter_s : {-0.002, 0.0, 0.003}) {
    events.push_back({Foot::left, 1.0, false, 0.050 + scatter_s, {}});
    events.push_back({Foot::right, 1.0, false, -0.020 + scatter_s, {}});
  }
  events.push_back({Foot::right, 2.0, false, {}, {}});
  const Spread raw = spread(time_errors(events, 1000)), centred = spread(centred_time_errors(events, 1000));
  CHECK(raw.count == 6);
  CHECK(raw.sd > 30);
  CHECK(centred.max_abs == Approx(3));
  CHECK(centred.mean_abs == Approx(5.0 / 3));
}

TEST_CASE("An event in a stride of unknown direction goes as the whole walk goes") {
  Truth truth = two_strides();
  truth.strides[1].direction = std::nullopt;
  const std::vector<Stride> strides = {measured(Foot::left, 1, 2), measured(Foot::left, 2, 3)};
  TruthUse use;
  use.travel = Direction::forward;
  const Comparison c = compare(truth, strides, use);
  CHECK(of_direction(c.contacts_in_time, true).size() == 1);
  CHECK(of_direction(c.contacts_in_time, false).size() == 1);
}
