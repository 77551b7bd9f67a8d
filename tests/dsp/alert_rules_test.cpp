#include "dsp/alert/alert_rules.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <vector>

using namespace backstep;

namespace {

Stride stride(ContactClass contact, Direction direction = Direction::backward, Real step_over_leg = 0.4) {
  Stride s;
  s.direction = direction;
  s.contact = contact;
  s.stride_length_m = step_over_leg * 2 * Real(0.9);
  s.speed_mps = 0.5;
  return s;
}

Contact contact(ContactClass c, Direction direction = Direction::backward) {
  Contact told;
  told.contact = c;
  told.direction = direction;
  return told;
}

/// Judges strides as the pipeline does and collects what is told.
struct Walker {
  AlertConfig config;
  OverstrideConfig overstride = [] {
    OverstrideConfig c;
    c.leg_length_m = 0.9;
    return c;
  }();
  AlertRules rules{config, overstride};
  std::vector<AlertKind> told;

  explicit Walker(const AlertConfig& c = {}) : config(c) {}

  void walk(Stride s, int times = 1) {
    for (int i = 0; i < times; ++i) {
      judge_overstride(overstride, s);
      if (const auto alert = rules.push(s)) {
        told.push_back(alert->kind);
      }
    }
  }
};

using Kinds = std::vector<AlertKind>;
constexpr auto kBall = ContactClass::ball_first;
constexpr auto kHeel = ContactClass::heel_first;

}  // namespace

TEST_CASE("The third heel-first contact of ten is told, once") {
  Walker w;
  w.walk(stride(kBall), 5);
  w.walk(stride(kHeel), 2);
  CHECK(w.told.empty());
  w.walk(stride(kHeel), 4);
  CHECK(w.told == Kinds{AlertKind::heel_first});
}

TEST_CASE("Heel-first contacts further apart than ten are not told") {
  Walker w;
  for (int i = 0; i < 12; ++i) {
    w.walk(stride(kHeel));
    w.walk(stride(kBall), 4);
  }
  CHECK(w.told.empty());
}

TEST_CASE("A rule is told again only after it was false") {
  Walker w;
  w.walk(stride(kHeel), 3);
  w.walk(stride(kBall), 10);
  w.walk(stride(kHeel), 3);
  CHECK(w.told == Kinds{AlertKind::heel_first, AlertKind::heel_first});
}

TEST_CASE("A provisional contact can raise the alert, and its stride replaces it") {
  Walker w;
  w.walk(stride(kBall), 3);
  w.walk(stride(kHeel), 2);
  const auto alert = w.rules.push(contact(kHeel));
  REQUIRE(alert.has_value());
  CHECK(alert->kind == AlertKind::heel_first);
  CHECK(alert->value == 3);
  w.walk(stride(kBall));  // the final class: it was ball-first after all
  CHECK(w.rules.push(contact(kHeel)).has_value());
  w.rules.push(Withdrawn{});
  w.walk(stride(kHeel));
  CHECK(w.told == Kinds{AlertKind::heel_first});
}

TEST_CASE("Each foot is judged by itself") {
  Walker w;
  Stride right = stride(kHeel);
  right.foot = Foot::right;
  w.walk(stride(kHeel), 2);
  w.walk(right, 2);
  CHECK(w.told.empty());
}

TEST_CASE("Overstriding is told when three of five strides are beyond the limit") {
  Walker w;
  w.walk(stride(kBall, Direction::backward, 0.65), 2);
  w.walk(stride(kBall, Direction::backward, 0.50), 1);
  CHECK(w.told.empty());
  w.walk(stride(kBall, Direction::backward, 0.65), 1);
  CHECK(w.told == Kinds{AlertKind::overstride_caution});
  w.walk(stride(kBall, Direction::backward, 0.75), 3);
  CHECK(w.told == Kinds{AlertKind::overstride_caution, AlertKind::overstride_alert});
}

TEST_CASE("Overstriding beyond the personal baseline is told without a leg length") {
  OverstrideConfig c;
  c.baseline_length_m = 0.8;
  c.baseline_speed_mps = 0.5;
  AlertRules rules({}, c);
  Stride s = stride(kBall);
  s.stride_length_m = 1.0;
  judge_overstride(c, s);
  CHECK_FALSE(rules.push(s).has_value());
  CHECK_FALSE(rules.push(s).has_value());
  const auto alert = rules.push(s);
  REQUIRE(alert.has_value());
  CHECK(alert->kind == AlertKind::overstride_personal);
  CHECK(alert->value == Approx(1.25));
  CHECK(alert->limit == Approx(1.15));
}

TEST_CASE("A speed above the target is told, without a target never") {
  AlertConfig c;
  c.target_speed_mps = 0.45;
  Walker with(c), without;
  with.walk(stride(kBall), 3);
  without.walk(stride(kBall), 3);
  CHECK(with.told == Kinds{AlertKind::too_fast});
  CHECK(without.told.empty());
}

TEST_CASE("After a change of direction two strides are silent, then what still holds is told") {
  AlertConfig c;
  c.target_speed_mps = 0.45;
  Walker w(c);
  Stride slow = stride(kBall, Direction::forward);
  slow.speed_mps = 0.4;
  w.walk(slow, 4);
  w.walk(stride(kBall), 2);
  CHECK(w.told.empty());
  w.walk(stride(kBall));
  CHECK(w.told == Kinds{AlertKind::too_fast});
}

TEST_CASE("Two rules that become true at once are both told, one a stride") {
  AlertConfig c;
  c.target_speed_mps = 0.45;
  c.heel_first_count = 1;
  Walker w(c);
  w.walk(stride(kHeel), 2);
  CHECK(w.told == Kinds{AlertKind::heel_first, AlertKind::too_fast});
}

TEST_CASE("Alerts") {
  const auto arbitrary_contact = [] { return static_cast<ContactClass>(*rc::gen::inRange(0, 4)); };
  CHECK(rc::check("are silent about contact and length in every direction but backward", [&] {
    Walker w;
    for (int i = *rc::gen::inRange(1, 60); i > 0; --i) {
      const auto direction = *rc::gen::element(Direction::forward, Direction::left, Direction::right,
                                               Direction::in_place, Direction::uncertain);
      RC_ASSERT_FALSE(w.rules.push(contact(arbitrary_contact(), direction)).has_value());
      w.walk(stride(arbitrary_contact(), direction, 0.9));
    }
    RC_ASSERT(w.told.empty());
  }));
  CHECK(rc::check("never say the same twice in a row while the rule holds", [&] {
    Walker w;
    w.walk(stride(kHeel), *rc::gen::inRange(3, 100));
    RC_ASSERT(w.told.size() == 1U);
  }));
  CHECK(rc::check("are the same from a copy made on the way", [&] {
    Walker whole;
    std::vector<Stride> strides;
    for (int i = *rc::gen::inRange(1, 40); i > 0; --i) {
      strides.push_back(stride(arbitrary_contact(), *rc::gen::element(Direction::backward, Direction::forward),
                               Real(*rc::gen::inRange(30, 90)) / 100));
    }
    const auto cut = static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(strides.size())));
    std::optional<Walker> second;
    for (std::size_t i = 0; i < strides.size(); ++i) {
      if (i == cut) {
        second = whole;
      }
      whole.walk(strides[i]);
      if (second) {
        second->walk(strides[i]);
      }
    }
    RC_ASSERT(second->told == whole.told);
  }));
}

TEST_CASE("An alert says how many of how many, and never a mean below its limit") {
  Walker w;
  // Two long strides among short ones: their own mean is told, not that of all.
  w.walk(stride(kBall, Direction::backward, 0.4), 2);
  w.walk(stride(kBall, Direction::backward, 0.62), 2);
  Stride s = stride(kBall, Direction::backward, 0.66);
  judge_overstride(w.overstride, s);
  const auto alert = w.rules.push(s);
  REQUIRE(alert.has_value());
  CHECK(alert->kind == AlertKind::overstride_caution);
  CHECK(alert->count == 3);
  CHECK(alert->window == 5);
  CHECK(alert->limit == Approx(0.60));
  CHECK(alert->value == Approx((0.62 + 0.62 + 0.66) / 3));
  CHECK(alert->value > alert->limit);
}

TEST_CASE("An alert that a withdrawn contact takes back does not end before it began") {
  Walker w;
  w.walk(stride(kBall), 3);
  w.walk(stride(kHeel), 2);
  Contact heel = contact(kHeel);
  heel.t_ic_us = 5'000'000;
  heel.decided_us = 5'060'000;
  REQUIRE(w.rules.push(heel).has_value());
  w.rules.push(Withdrawn{.foot = Foot::left, .t_ic_us = heel.t_ic_us});
  const auto end = w.rules.next_end(heel.t_ic_us);
  REQUIRE(end.has_value());
  CHECK(end->t_us == heel.decided_us);
}

TEST_CASE("The end of an alert is told once, when its rule is false again or the foot turned round") {
  Walker w;
  const auto ends = [&] {
    Kinds kinds;
    while (const auto end = w.rules.next_end(7)) {
      CHECK(end->t_us == 7);
      CHECK(end->foot == Foot::left);
      kinds.push_back(end->kind);
    }
    return kinds;
  };
  w.walk(stride(kHeel), 3);
  CHECK(ends().empty());
  w.walk(stride(kBall), 7);
  CHECK(ends().empty());
  w.walk(stride(kBall));
  CHECK(ends() == Kinds{AlertKind::heel_first});
  CHECK(ends().empty());
  w.walk(stride(kHeel), 3);
  w.walk(stride(kHeel, Direction::forward));
  CHECK(ends() == Kinds{AlertKind::heel_first});
  // With the walk at the latest.
  w.walk(stride(kHeel), 6);
  REQUIRE(w.told.back() == AlertKind::heel_first);
  w.rules.finish();
  CHECK(ends() == Kinds{AlertKind::heel_first});
  // The caution ends where the alert takes its place.
  Walker long_steps;
  long_steps.walk(stride(kBall, Direction::backward, 0.65), 3);
  long_steps.walk(stride(kBall, Direction::backward, 0.75), 3);
  CHECK(long_steps.told == Kinds{AlertKind::overstride_caution, AlertKind::overstride_alert});
  const auto end = long_steps.rules.next_end(0);
  REQUIRE(end.has_value());
  CHECK(end->kind == AlertKind::overstride_caution);
}
