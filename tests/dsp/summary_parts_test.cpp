// The parts that a summary is made of: shares, variability, turns, what is left out and when it is known.
#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <memory>

#include "dsp/parameters/left_out.h"
#include "dsp/parameters/swing_shape.h"
#include "dsp/summary/proportion.h"
#include "dsp/summary/session_summary.h"
#include "dsp/summary/turns.h"
#include "dsp/summary/variability.h"

using namespace backstep;

namespace {

constexpr std::int64_t kStride_us = 1'200'000;

Stride stride(Foot foot, int i, Real turn_deg = 0) {
  Stride s;
  s.foot = foot;
  s.number = static_cast<std::uint32_t>(i + 1);
  s.bout = 1;
  s.direction = Direction::backward;
  s.contact = ContactClass::ball_first;
  s.stride_length_m = Real(0.8);
  s.stride_time_s = Real(1.2);
  s.stance_time_s = Real(0.75);
  s.speed_mps = *s.stride_length_m / *s.stride_time_s;
  s.cadence_spm = 120 / *s.stride_time_s;
  s.t_start_us = kStride_us * i + (foot == Foot::left ? 0 : kStride_us / 2);
  s.t_ff_us = *s.t_start_us + 800'000;
  s.turn_rad = deg_to_rad(turn_deg);
  if (std::abs(turn_deg) >= 20) {
    s.quality.set(Quality::turn);
    s.used = false;
  }
  return s;
}

/// Pushes the strides of both feet, each with its turn in degrees, and answers with the turns.
std::vector<WalkTurn> turns_of(std::initializer_list<std::pair<Real, Real>> left_and_right_deg) {
  TurnFinder turns;
  std::vector<WalkTurn> out;
  const auto take = [&](const std::optional<WalkTurn>& turn) {
    if (turn) out.push_back(*turn);
  };
  int i = 0;
  for (const auto& [left, right] : left_and_right_deg) {
    take(turns.push(stride(Foot::left, i, left)));
    take(turns.push(stride(Foot::right, i, right)));
    ++i;
  }
  take(turns.finish());
  return out;
}

}  // namespace

TEST_CASE("Wilson's interval of a share") {
  // Worked by hand from the formula: 5 of 10 is 0.2366 to 0.7634, 0 of 10 is 0 to 0.2775.
  CHECK(Proportion{5, 10}.interval().low == Approx(0.2366).margin(1e-4));
  CHECK(Proportion{5, 10}.interval().high == Approx(0.7634).margin(1e-4));
  CHECK(Proportion{0, 10}.interval().low == Approx(0).margin(1e-12));
  CHECK(Proportion{0, 10}.interval().high == Approx(0.2775).margin(1e-4));
  CHECK(Proportion{0, 0}.interval().high == 1);
  CHECK(rc::check("holds the share, stays within 0 to 1 and narrows with the count", [] {
    const auto of = *rc::gen::inRange<std::uint32_t>(1, 5000);
    const auto count = *rc::gen::inRange<std::uint32_t>(0, of + 1);
    const Proportion p{count, of};
    const auto i = p.interval(), more = Proportion{4 * count, 4 * of}.interval();
    RC_ASSERT(i.low >= 0 && i.high <= 1 && i.low <= p.share() + 1e-9 && i.high >= p.share() - 1e-9);
    RC_ASSERT(more.high - more.low < i.high - i.low);
  }));
}

TEST_CASE("A coefficient of variation is of fifty strides at one speed, or it says why not") {
  const auto walk = [](int strides, Real other_speed_mps, int of_them) {
    WalkStats w;
    for (int i = 0; i < strides; ++i) {
      Stride s = stride(Foot::left, i);
      s.speed_mps = i < of_them ? other_speed_mps : Real(0.6);
      s.stride_time_s = Real(1.2) + Real(0.02) * (i % 2);
      count_length_and_time(w, s);
    }
    return variability(w);
  };
  const Variability known = walk(60, 0.6, 0);
  CHECK(known.missing == NoVariability::none);
  CHECK(known.stride_time_cv_pct.value() == Approx(100 * 0.01 / 1.21).margin(0.02));
  CHECK(known.stride_time_robust_cv_pct.has_value());
  CHECK(known.stride_length_cv_pct.value() == Approx(0).margin(1e-9));
  CHECK(walk(49, 0.6, 0).missing == NoVariability::few);
  CHECK_FALSE(walk(49, 0.6, 0).stride_time_cv_pct.has_value());
  const Variability mixed = walk(60, 0.9, 20);
  CHECK(mixed.missing == NoVariability::speeds);
  CHECK(mixed.share_at_speed.value() == Approx(40.0 / 60));
  CHECK_FALSE(mixed.stride_length_cv_pct.has_value());
  CHECK(walk(60, 0.9, 4).missing == NoVariability::none);  // a start and a stumble are not another speed
  CHECK(walk(60, 0.65, 30).missing == NoVariability::none);
}

TEST_CASE("A turn is from the first stride that turns until both feet go straight, and holds its edges") {
  const auto one = turns_of({{0, 1}, {-1, 15}, {40, 45}, {50, 45}, {45, 40}, {40, 30}, {5, 4}, {0, 0}});
  REQUIRE(one.size() == 1);
  CHECK(rad_to_deg(one[0].turn_rad) == Approx((40 + 50 + 45 + 40 + 5 + 15 + 45 + 45 + 40 + 30 + 4) / 2.0).margin(2));
  CHECK(one[0].steps == 8);
  CHECK(one[0].begin_us == 2 * kStride_us);
  CHECK(one[0].end_us == 5 * kStride_us + kStride_us / 2 + 800'000);
  CHECK(turns_of({{5, -5}, {10, 8}, {3, 2}}).empty());
}

TEST_CASE("The other way is another turn, and so is the next one after straight strides") {
  const auto two = turns_of({{0, 0}, {45, 45}, {45, 45}, {-30, -30}, {-60, -60}, {0, 0}});
  REQUIRE(two.size() == 2);
  CHECK(rad_to_deg(two[0].turn_rad) == Approx(90).margin(1));
  CHECK(rad_to_deg(two[1].turn_rad) == Approx(-90).margin(1));
  CHECK(turns_of({{0, 0}, {45, 45}, {0, 0}, {0, 0}, {45, 45}, {0, 0}}).size() == 2);
  // What the foot turned on the ground counts as what it turned in the air.
  TurnFinder turns;
  Stride pivot = stride(Foot::left, 0, 30);
  pivot.floor_turn_rad = deg_to_rad(60);
  turns.push(pivot);
  const auto turn = turns.finish();
  REQUIRE(turn.has_value());
  CHECK(rad_to_deg(turn->turn_rad) == Approx(90));
}

TEST_CASE("A row says all that leaves it out, and what it counts for all the same") {
  Stride s = stride(Foot::left, 0);
  CHECK(left_out_reasons(s).none());
  CHECK(counts_pattern(s));
  s.quality.set(Quality::first);
  s.quality.set(Quality::gap);
  s.used = false;
  CHECK(left_out_reasons(s).has(LeftOut::start));
  CHECK(left_out_reasons(s).has(LeftOut::gap));
  CHECK_FALSE(left_out_reasons(s).has(LeftOut::in_place));
  CHECK(counts_pattern(s));
  s = stride(Foot::left, 0);
  s.used = false;  // without a reason in quality: no stride was made
  CHECK(left_out_reasons(s).has(LeftOut::in_place));
  s.stride_length_m.reset();
  CHECK(left_out_reasons(s).has(LeftOut::unmeasured));
  s.contact = ContactClass::uncertain;
  CHECK_FALSE(counts_pattern(s));
  s.contact = ContactClass::flat;
  s.quality.set(Quality::implausible);
  CHECK_FALSE(counts_pattern(s));
}

TEST_CASE("What only later strides tell is listed by foot and stride, what the row tells is not") {
  auto summary = std::make_unique<SessionSummary>();
  for (int i = 0; i < 8; ++i) {
    Stride s = stride(Foot::left, i);
    if (i == 0) s.quality.set(Quality::first);
    if (i == 3) {
      s.quality.set(Quality::slip);
      s.used = false;
    }
    summary->push(s);
  }
  summary->finish();
  REQUIRE(summary->left_out_later().size() == 1);
  CHECK(summary->left_out_later()[0].foot == Foot::left);
  CHECK(summary->left_out_later()[0].stride == 8);
  CHECK(summary->left_out_later()[0].why == LeftOut::stop);
  CHECK(summary->left_out(Foot::left, LeftOut::slip) == 1);
  CHECK(summary->walk(Foot::left, Direction::backward).used == 5);
}

TEST_CASE("Angles of ball-first and heel-first contacts are not averaged") {
  WalkStats w;
  for (int i = 0; i < 10; ++i) {
    Stride s = stride(Foot::left, i);
    s.contact = i % 2 == 0 ? ContactClass::ball_first : ContactClass::heel_first;
    s.strike_angle_rad = deg_to_rad(i % 2 == 0 ? -20 : 16);
    count_contact_and_roll(w, s);
  }
  CHECK(rad_to_deg(w.strike_of(ContactClass::ball_first).mean().value()) == Approx(-20));
  CHECK(rad_to_deg(w.strike_of(ContactClass::heel_first).mean().value()) == Approx(16));
  CHECK(w.strike_of(ContactClass::flat).count() == 0);
}

TEST_CASE("Strides that are alike correlate, whatever their size; opposite ones do not") {
  PitchCurve a{}, b{}, level{};
  for (std::size_t i = 0; i < a.size(); ++i) {
    a[i] = std::sin(Real(0.2) * static_cast<Real>(i));
    b[i] = Real(0.1) + 2 * a[i];
  }
  CHECK(correlation(a, b) == Approx(1));
  for (Real& x : b) x = -x;
  CHECK(correlation(a, b) == Approx(-1));
  CHECK(correlation(a, level) == 0);
}
