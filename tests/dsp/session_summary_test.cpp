#include "dsp/summary/session_summary.h"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <vector>

#include "dsp/summary/symmetry.h"

using namespace backstep;

namespace {

Stride stride(Foot foot, std::uint32_t bout, Real length_m = 1.0) {
  Stride s;
  s.foot = foot;
  s.bout = bout;
  s.direction = Direction::backward;
  s.contact = ContactClass::ball_first;
  s.stride_length_m = length_m;
  s.stride_time_s = 1.25;
  s.speed_mps = length_m / Real(1.25);
  return s;
}

std::uint32_t all_left_out(const SessionSummary& summary, Foot foot) {
  std::uint32_t sum = 0;
  for (int why = 0; why < kLeftOutReasons; ++why) {
    sum += summary.left_out(foot, static_cast<LeftOut>(why));
  }
  return sum;
}

Distribution distribution(std::initializer_list<Real> values) {
  Distribution d(0, 10);
  for (const Real x : values) {
    d.push(x);
  }
  return d;
}

Real median_of(std::vector<Real> x) {
  std::sort(x.begin(), x.end());
  return (x[(x.size() - 1) / 2] + x[x.size() / 2]) / 2;
}

}  // namespace

TEST_CASE("Mean, SD and median of a few numbers") {
  const Distribution d = distribution({1, 2, 3, 4, 10});
  CHECK(d.mean().value() == Approx(4));
  CHECK(d.sd().value() == Approx(std::sqrt(50.0 / 4)));
  CHECK(d.median().value() == Approx(3).margin(d.resolution()));
  CHECK(d.robust_sd().value() == Approx(1.4826).margin(2 * d.resolution()));
}

TEST_CASE("What is not known is empty, not zero") {
  CHECK_FALSE(distribution({}).mean().has_value());
  CHECK_FALSE(distribution({}).median().has_value());
  CHECK_FALSE(distribution({1}).sd().has_value());
  CHECK_FALSE(distribution({std::nan("")}).mean().has_value());
}

TEST_CASE("A coefficient of variation needs fifty strides") {
  Distribution d(0, 3);
  for (int i = 0; i < 49; ++i) {
    d.push(1 + Real(i % 2) / 10);
  }
  CHECK_FALSE(d.cv_pct().has_value());
  d.push(1.1);
  CHECK(d.cv_pct().value() == Approx(100 * 0.05 * std::sqrt(50.0 / 49) / 1.05));
}

TEST_CASE("Distributions") {
  CHECK(rc::check("have the median and robust SD of the sorted numbers, to one bin", [] {
    Distribution d(-2, 2);
    std::vector<Real> x;
    for (int i = *rc::gen::inRange(2, 300); i > 0; --i) {
      x.push_back(Real(*rc::gen::inRange(-2000, 2000)) / 1000);
      d.push(x.back());
    }
    const Real median = median_of(x);
    RC_ASSERT(std::abs(*d.median() - median) <= d.resolution());
    Real mean = 0;
    for (const Real v : x) {
      mean += v / Real(x.size());
    }
    RC_ASSERT(std::abs(*d.mean() - mean) < 1e-9);
  }));
  CHECK(rc::check("have the same median wherever the outliers lie", [] {
    Distribution near(0, 1), far(0, 1);
    for (int i = 0; i < 7; ++i) {
      near.push(0.5);
      far.push(0.5);
    }
    for (int i = *rc::gen::inRange(0, 6); i > 0; --i) {
      near.push(1.0);
      far.push(Real(*rc::gen::inRange(1, 1000000)));
    }
    RC_ASSERT(*near.median() == *far.median());
  }));
}

TEST_CASE("Symmetry is the ratio and the index of the means") {
  const auto s = symmetry(distribution({1.0, 1.0}), distribution({1.2, 1.2}));
  REQUIRE(s.has_value());
  CHECK(s->ratio == Approx(1.2));
  CHECK(s->index_pct == Approx(100 * 0.2 / 1.1));
  CHECK_FALSE(s->notable);  // two strides are too few to note anything
}

TEST_CASE("Symmetry of what may be zero or is missing is empty") {
  CHECK_FALSE(symmetry(distribution({}), distribution({1.0})).has_value());
  CHECK_FALSE(symmetry(distribution({0.0}), distribution({1.0})).has_value());
}

TEST_CASE("A difference is notable from 20 strides a foot, when it exceeds 10 % and its own error") {
  Distribution left(0, 3), right(0, 3), wild(0, 3);
  for (int i = 0; i < 20; ++i) {
    left.push(1.0 + 0.01 * (i % 2));
    right.push(1.2 + 0.01 * (i % 2));
    wild.push(i % 2 == 0 ? 0.2 : 2.2);
  }
  CHECK(symmetry(left, right)->notable);
  CHECK_FALSE(symmetry(left, wild)->notable);
}

TEST_CASE("The first and last stride of a bout are left out of length and time but not of contacts") {
  auto summary = std::make_unique<SessionSummary>();
  for (const std::uint32_t bout : {1U, 2U}) {
    for (const Real length : {0.5, 1.0, 1.1, 0.4}) {
      summary->push(stride(Foot::left, bout, length));
    }
  }
  summary->finish();
  const WalkStats& w = summary->walk(Foot::left, Direction::backward);
  CHECK(w.rows == 8);
  CHECK(w.used == 4);
  CHECK(w.stride_length_m.mean().value() == Approx(1.05));
  CHECK(w.contacts[ContactClass::ball_first] == 8);
  CHECK(summary->left_out(Foot::left, LeftOut::start) == 2);
  CHECK(summary->left_out(Foot::left, LeftOut::stop) == 2);
  CHECK(summary->walked(Direction::backward).distance_m == Approx(6.0));
  CHECK(summary->walked(Direction::backward).time_s == Approx(10.0));
}

TEST_CASE("Half steps, pauses and stops within a bout are not walking, and each is left out by its name") {
  auto summary = std::make_unique<SessionSummary>();
  // In the middle two seconds of standing, with half a step into it and half a step out of it.
  const std::vector<Real> stance_s = {0.8, 0.8, 0.9, 0.8, 0.8, 2.0, 0.8, 0.9, 0.7, 0.8};
  const std::vector<Real> length_m = {0.4, 0.8, 0.8, 0.7, 0.4, 0.4, 0.8, 0.7, 0.8, 0.4};
  for (std::size_t i = 0; i < stance_s.size(); ++i) {
    Stride s = stride(Foot::left, 1, length_m[i]);
    s.stance_time_s = stance_s[i];
    summary->push(s);
  }
  summary->finish();
  const WalkStats& w = summary->walk(Foot::left, Direction::backward);
  CHECK(w.used == 6);
  CHECK(w.stride_length_m.mean().value() == Approx(4.6 / 6));
  CHECK(w.stance_time_s.mean().value() == Approx(4.9 / 6));
  CHECK(summary->left_out(Foot::left, LeftOut::start) == 1);
  CHECK(summary->left_out(Foot::left, LeftOut::stop) == 2);
  CHECK(summary->left_out(Foot::left, LeftOut::half_step) == 1);
  CHECK(summary->left_out(Foot::left, LeftOut::pause) == 0);
}

TEST_CASE("A whole step after which the other foot still steps is walking; the whole step out of the pause is not") {
  auto summary = std::make_unique<SessionSummary>();
  // Both feet walk half a stride apart; the left foot stops first, at 6 s, the right one closes up. Both go on at 10 s.
  const auto push = [&](Foot foot, double lift_s, Real length_m, std::optional<Real> stance_s) {
    Stride s = stride(foot, 1, length_m);
    s.t_tc_us = std::llround(lift_s * 1e6);
    s.t_ic_us = *s.t_tc_us + 400'000;
    s.t_ff_us = *s.t_ic_us + 100'000;
    s.stance_time_s = stance_s;
    summary->push(s);
  };
  for (int i = 0; i < 6; ++i) {
    push(Foot::left, i, 0.8, 0.6);
    push(Foot::right, i + 0.5, i < 5 ? 0.8 : 0.4, 0.6);
  }
  for (int i = 0; i < 6; ++i) {
    push(Foot::right, 10 + i, i > 0 ? 0.8 : 0.4, i > 0 ? 0.6 : 4.1);
    push(Foot::left, 10.5 + i, 0.8, i > 0 ? 0.6 : 5.1);
  }
  summary->finish();
  CHECK(summary->left_out(Foot::left, LeftOut::stop) == 1);   // the very last
  CHECK(summary->left_out(Foot::right, LeftOut::stop) == 2);  // and the one that closed up
  CHECK(summary->left_out(Foot::left, LeftOut::pause) == 1);
  CHECK(summary->left_out(Foot::right, LeftOut::half_step) == 1);
  CHECK(summary->walk(Foot::left, Direction::backward).used == 9);
}

TEST_CASE("Who walks slowly, with short steps or with one foot shorter counts as he walks") {
  auto summary = std::make_unique<SessionSummary>();
  for (int i = 0; i < 20; ++i) {
    for (const Foot foot : {Foot::left, Foot::right}) {
      Stride s = stride(foot, 1, (foot == Foot::left ? 0.15 : 0.07) * (i % 2 == 0 ? 1.15 : 0.85));
      s.stance_time_s = i % 2 == 0 ? 3.6 : 3.0;
      summary->push(s);
    }
  }
  summary->finish();
  CHECK(summary->walk(Foot::left, Direction::backward).used == 18);
  CHECK(summary->walk(Foot::right, Direction::backward).used == 18);
}

TEST_CASE("Distance and time are those of the walker, not the sum of two feet") {
  auto summary = std::make_unique<SessionSummary>();
  for (int i = 0; i < 10; ++i) {
    summary->push(stride(Foot::left, 1));
    summary->push(stride(Foot::right, 1));
  }
  summary->finish();
  CHECK(summary->walked(Direction::backward).distance_m == Approx(10));
  CHECK_FALSE(summary->walked(Direction::forward).distance_m.has_value());
}

TEST_CASE("Distance and time are of the same strides, and the others are told beside them") {
  auto summary = std::make_unique<SessionSummary>();
  Stride s = stride(Foot::left, 1);
  const auto push = [&](Quality quality) {
    Stride marked = s;
    marked.quality.set(quality);
    marked.used = false;
    summary->push(marked);
  };
  summary->push(s);
  for (const Quality known : {Quality::turn, Quality::uncalibrated, Quality::slip}) {
    push(known);
  }
  for (const Quality spoilt : {Quality::gap, Quality::gyr_clipped, Quality::too_long, Quality::implausible}) {
    push(spoilt);
  }
  summary->finish();
  const Walked walked = summary->walked(Direction::backward);
  CHECK(walked.distance_m == Approx(4));
  CHECK(walked.time_s == Approx(4 * 1.25));
  CHECK(walked.strides_without_length == 4);
  CHECK(walked.time_without_length_s == Approx(4 * 1.25));
}

TEST_CASE("A foot that lost half of its walk does not halve the distance") {
  auto summary = std::make_unique<SessionSummary>();
  for (int i = 0; i < 10; ++i) {
    summary->push(stride(Foot::left, 1));
    Stride lost = stride(Foot::right, 1);
    if (i >= 5) {
      lost.quality.set(Quality::gap);
      lost.used = false;
      lost.direction = Direction::uncertain;
    }
    summary->push(lost);
  }
  summary->finish();
  CHECK(summary->walked(Direction::backward).distance_m == Approx(10));
  CHECK(summary->walked(Direction::uncertain).strides_without_length == 0);
}

TEST_CASE("Where no length is known there is no distance, and the strides are told") {
  auto summary = std::make_unique<SessionSummary>();
  for (int i = 0; i < 10; ++i) {
    Stride lost = stride(Foot::right, 1);
    lost.quality.set(Quality::gap);
    lost.used = false;
    summary->push(lost);
  }
  summary->finish();
  CHECK_FALSE(summary->walked(Direction::backward).distance_m.has_value());
  CHECK(summary->walked(Direction::backward).strides_without_length == 10);
}

TEST_CASE("A pause before a stride is no time walked") {
  auto summary = std::make_unique<SessionSummary>();
  for (int i = 0; i < 10; ++i) {
    Stride s = stride(Foot::left, 1);
    s.t_start_us = std::int64_t{2'000'000} * i;
    s.t_ff_us = *s.t_start_us + 700'000;
    s.stance_time_s = i == 5 ? 3.0 : 0.8;
    s.stride_time_s = *s.stance_time_s + Real(0.4);
    summary->push(s);
  }
  summary->finish();
  CHECK(summary->walked(Direction::backward).time_s == Approx(9 * 1.2 + 0.7));
}

TEST_CASE("An implausible row has no contact, no length and no minute") {
  auto summary = std::make_unique<SessionSummary>();
  for (int i = 0; i < 5; ++i) {
    Stride s = stride(Foot::left, 1);
    s.quality.set(Quality::implausible);
    s.used = false;
    s.strike_angle_rad = 0.1;
    summary->push(s);
  }
  summary->finish();
  const WalkStats& w = summary->walk(Foot::left, Direction::backward);
  CHECK(w.contacts[ContactClass::uncertain] == 5);
  CHECK(w.strike_of(ContactClass::ball_first).count() == 0);
  CHECK(summary->minute(Foot::left, 0).contacts.known() == 0);
  CHECK(summary->left_out(Foot::left, LeftOut::implausible) == 3);
}

TEST_CASE("A provisional class that the finished row contradicts is counted") {
  auto summary = std::make_unique<SessionSummary>();
  Contact told;
  told.contact = ContactClass::ball_first;
  summary->push(told);
  summary->push(stride(Foot::left, 1));  // ball-first: agrees
  told.contact = ContactClass::heel_first;
  summary->push(told);
  summary->push(stride(Foot::left, 1));
  summary->push(told);
  summary->push(Withdrawn{});
  summary->push(stride(Foot::left, 1));  // nothing was told of this one
  const ProvisionalStats& p = summary->provisional(Foot::left);
  CHECK(p.agreed == 1);
  CHECK(p.disagreed == 1);
  CHECK(p.withdrawn == 1);
  CHECK(p.disagreement().value() == Approx(0.5));
}

TEST_CASE("The learning curve is by minute of backward walking") {
  auto summary = std::make_unique<SessionSummary>();
  for (int i = 0; i < 130; ++i) {
    Stride s = stride(Foot::left, 1);
    s.t_ff_us = 5'000'000 + std::int64_t{1'000'000} * i;
    s.contact = i < 60 ? ContactClass::heel_first : ContactClass::ball_first;
    summary->push(s);
  }
  REQUIRE(summary->minutes() == 3);
  CHECK(summary->minute(Foot::left, 0).contacts[ContactClass::heel_first] == 60);
  CHECK(summary->minute(Foot::left, 1).contacts[ContactClass::ball_first] == 60);
  CHECK(summary->minute(Foot::left, 2).contacts.known() == 10);
}

TEST_CASE("Session summaries") {
  CHECK(rc::check("account for every row: used or left out for one reason", [] {
    auto summary = std::make_unique<SessionSummary>();
    std::uint32_t bout = 1;
    for (int i = *rc::gen::inRange(0, 80); i > 0; --i) {
      bout += *rc::gen::inRange(0, 10) == 0 ? 1U : 0U;
      Stride s = stride(*rc::gen::element(Foot::left, Foot::right), bout);
      s.direction = static_cast<Direction>(*rc::gen::inRange(0, 6));
      s.contact = static_cast<ContactClass>(*rc::gen::inRange(0, 4));
      s.used = *rc::gen::inRange(0, 4) != 0;
      if (!s.used) {
        s.quality.set(static_cast<Quality>(*rc::gen::inRange(0, static_cast<int>(kQualityNames.size()))));
      }
      if (*rc::gen::inRange(0, 5) == 0) {
        s.stride_length_m.reset();
      }
      if (*rc::gen::inRange(0, 5) != 0) {
        s.stance_time_s = Real(*rc::gen::inRange(1, 50)) / 10;
      }
      summary->push(s);
    }
    summary->finish();
    for (const Foot foot : {Foot::left, Foot::right}) {
      std::uint32_t used = 0, contacts = 0;
      for (int d = 0; d < 6; ++d) {
        const WalkStats& w = summary->walk(foot, static_cast<Direction>(d));
        used += w.used;
        contacts += w.contacts.known() + w.contacts[ContactClass::uncertain];
        RC_ASSERT(w.stride_length_m.count() == w.used);
      }
      RC_ASSERT(used + all_left_out(*summary, foot) == summary->rows(foot));
      RC_ASSERT(contacts == summary->rows(foot));
    }
  }));
}
