#include "dsp/pipeline/foot_pipeline.h"

#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "dsp/base/so3.h"
#include "tests/dsp/walk_fixture.h"

using namespace backstep;
using namespace backstep::test;
using walker::Travel;

namespace {

constexpr std::size_t kRight = 1;

/// Everything of a row that a law must keep, for comparison by eye when it fails.
std::vector<double> numbers(const Stride& s) {
  const auto or_nan = [](const std::optional<Real>& v) { return v ? *v : std::nan(""); };
  return {or_nan(s.stride_length_m),  or_nan(s.forward_m),    or_nan(s.lateral_m),         or_nan(s.height_m),
          or_nan(s.strike_angle_rad), or_nan(s.roll_time_s),  or_nan(s.roll_monotonicity), or_nan(s.turn_rad),
          or_nan(s.sensor_rise_m),    or_nan(s.stride_time_s)};
}

void check_same(const std::vector<Stride>& a, const std::vector<Stride>& b, double margin) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    CHECK(a[i].direction == b[i].direction);
    CHECK(a[i].contact == b[i].contact);
    CHECK(a[i].quality == b[i].quality);
    const auto x = numbers(a[i]), y = numbers(b[i]);
    for (std::size_t k = 0; k < x.size(); ++k) {
      INFO("stride " << i << ", number " << k << ": " << x[k] << " and " << y[k]);
      CHECK(((std::isnan(x[k]) && std::isnan(y[k])) || std::abs(x[k] - y[k]) <= margin));
    }
  }
}

}  // namespace

TEST_CASE("The last part leaves when it is told to, whichever part and however slow") {
  for (const Travel travel : {Travel::backward, Travel::forward}) {
    for (const auto& [speed_mps, shakes_mps2] :
         {std::pair{0.22, 0.0}, {0.5, 0.0}, {0.8, 0.0}, {1.1, 0.0}, {0.22, 0.5}, {1.1, 0.5}}) {
      auto config = plain_walk(travel, speed_mps);
      config.person.vibration_mps2 = shakes_mps2;
      const auto walk = walker::walk(config, 12);
      const auto& foot = walk.feet[kRight];
      double sum_s = 0;
      int count = 0;
      for (const Stride& s : strides_of(foot.measured, 208, declared(config, Foot::right))) {
        const auto* truth = truth_of(foot, s);
        REQUIRE(truth != nullptr);
        const double late_s = seconds(s.t_tc_us.value()) - truth->t_left_s;
        INFO("speed " << speed_mps << ", late by " << late_s);
        CHECK(std::abs(late_s) < 3 * s.t_tc_sd_s.value());
        CHECK(s.t_start_us.value() <= s.t_fr_us.value_or(*s.t_tc_us));
        CHECK(s.t_fr_us.value_or(*s.t_tc_us) <= *s.t_tc_us);
        CHECK(*s.t_tc_us < *s.t_ic_us);
        sum_s += late_s;
        ++count;
      }
      REQUIRE(count > 4);
      INFO("bias at " << speed_mps << " m/s: " << sum_s / count);
      // The walker's rotation dies away slowly once its toes are free; real feet do not (dsp/README.md).
      CHECK(std::abs(sum_s / count) < (travel == Travel::backward ? 0.012 : 0.03));
    }
  }
}

TEST_CASE("The roll is told from 104 samples a second up, length and contact below, too") {
  for (const double rate_hz : {208.0, 104.0, 100.0, 52.0}) {
    auto config = plain_walk(Travel::backward, 0.8);
    config.sensor.rate_hz = rate_hz;
    const auto walk = walker::walk(config, 13);
    const auto strides = strides_of(walk.feet[kRight].measured, rate_hz, declared(config, Foot::right));
    REQUIRE(strides.size() > 4);
    for (const Stride& s : strides) {
      INFO("rate " << rate_hz);
      const bool told = rate_hz >= 104;
      CHECK(s.stride_length_m.has_value());
      CHECK(s.strike_angle_rad.has_value());
      CHECK(s.roll_time_s.has_value() == told);
      CHECK(s.roll_course.has_value() == told);
      CHECK((s.roll_fault.has_value() || s.roll_score.has_value() || s.smooth_roll.has_value()) <= told);
    }
  }
}

TEST_CASE("Backward strides are found, told backward and measured to a centimetre and a half") {
  for (const double speed_mps : {0.22, 0.5, 0.8, 1.1}) {
    const auto config = plain_walk(Travel::backward, speed_mps);
    const auto walk = walker::walk(config, 11);
    const auto& foot = walk.feet[kRight];
    const auto strides = strides_of(foot.measured, 208, declared(config, Foot::right));
    INFO("speed " << speed_mps);
    CHECK(strides.size() == foot.strides.size());
    for (const Stride& s : strides) {
      const auto* truth = truth_of(foot, s);
      REQUIRE(truth != nullptr);
      CHECK(std::abs(*s.stride_length_m - truth->length_m) < 0.03);
      if (truth->length_m > 0.2) {
        CHECK(s.direction == Direction::backward);
      }
    }
  }
}

TEST_CASE("Forward, sideways and backward are told apart without a word about the walk") {
  const std::array<std::pair<Travel, Direction>, 4> ways = {{{Travel::forward, Direction::forward},
                                                             {Travel::backward, Direction::backward},
                                                             {Travel::left, Direction::left},
                                                             {Travel::right, Direction::right}}};
  for (const auto& [travel, direction] : ways) {
    const auto config = plain_walk(travel, 0.5, 5);
    const auto walk = walker::walk(config, 3);
    const auto strides = strides_of(walk.feet[kRight].measured, 208, declared(config, Foot::right));
    CHECK(strides.size() >= 4);
    for (const Stride& s : strides) {
      const auto* truth = truth_of(walk.feet[kRight], s);
      REQUIRE(truth != nullptr);
      if (truth->length_m > 0.25 && s.number > 2) {  // the mounting settles over the first strides
        CHECK(s.direction == direction);
      }
    }
  }
}

TEST_CASE("Contact is ball-first or heel-first as the walker's foot truly landed") {
  auto config = plain_walk(Travel::backward, 0.6, 12);
  config.bouts[1].landings = {{1, deg_to_rad(-22), walker::Roll::smooth, 0, 0},
                              {1, deg_to_rad(14), walker::Roll::smooth, 0, 0}};
  const auto walk = walker::walk(config, 5);
  const auto strides = strides_of(walk.feet[kRight].measured, 208, declared(config, Foot::right));
  int ball = 0, heel = 0;
  for (const Stride& s : strides) {
    const auto* truth = truth_of(walk.feet[kRight], s);
    REQUIRE(truth != nullptr);
    CHECK(std::abs(*s.strike_angle_rad - truth->landing.strike_rad) < deg_to_rad(4));
    if (truth->landing.strike_rad < deg_to_rad(-8)) {
      ++ball;
      CHECK(s.contact == ContactClass::ball_first);
    } else if (truth->landing.strike_rad > deg_to_rad(8)) {
      ++heel;
      CHECK(s.contact == ContactClass::heel_first);
    }
  }
  CHECK(ball >= 3);
  CHECK(heel >= 3);
}

TEST_CASE("A heel held up on its way down is no foot flat: the roll lasts until it is down") {
  auto config = plain_walk(Travel::backward, 0.6);
  config.bouts[1].landings = {{1, deg_to_rad(-20), walker::Roll::hesitant, 0, 0}};
  const auto walk = walker::walk(config, 8);
  int held = 0;
  for (const Stride& s : strides_of(walk.feet[kRight].measured, 208, declared(config, Foot::right))) {
    const auto* truth = truth_of(walk.feet[kRight], s);
    REQUIRE(truth != nullptr);
    if (truth->landing.held_s > 0 && truth->landing.held_s < 0.13 && s.roll_time_s) {
      ++held;
      CHECK(std::abs(*s.roll_time_s - (truth->t_flat_s - truth->t_landed_s)) < 0.03);
    }
  }
  CHECK(held >= 2);
}

TEST_CASE("Without a word about the toes, direction and contact are uncertain until the signal tells, never guessed") {
  const auto config = plain_walk(Travel::backward, 0.7, 12);
  const auto walk = walker::walk(config, 21);
  const auto strides = strides_of(walk.feet[kRight].measured, 208, {});
  REQUIRE(strides.size() > 5);
  CHECK(strides[0].direction == Direction::uncertain);
  CHECK(strides[0].contact == ContactClass::uncertain);
  CHECK(strides[0].quality.has(Quality::mounting_unknown));
  for (const Stride& s : strides) {
    CHECK(s.direction != Direction::forward);
    CHECK(s.contact != ContactClass::heel_first);
    CHECK(s.quality.has(Quality::mounting_unknown) == (s.direction == Direction::uncertain));
  }
}

TEST_CASE("Heel-first or flat steps backward without a word about the toes are never called forward") {
  for (const double strike_deg : {0.0, 7.0, 14.0}) {
    auto config = plain_walk(Travel::backward, 0.6, 12);
    config.bouts[1].landings = {{1, deg_to_rad(strike_deg), walker::Roll::smooth, 0, 0}};
    for (const Stride& s : strides_of(walker::walk(config, 5).feet[kRight].measured, 208, {})) {
      CHECK(s.direction != Direction::forward);
      CHECK(s.contact != ContactClass::ball_first);
    }
  }
}

TEST_CASE("However the sensor is turned on the shoe, the strides are the same") {
  auto config = plain_walk(Travel::backward, 0.7);
  config.sensor.perfect = true;
  const auto upright = walker::walk(config, 4);
  const auto expected = strides_of(upright.feet[kRight].measured, 208, declared(config, Foot::right));
  for (const Vec3& turn : {Vec3(1, 0.4, -2), Vec3(-2.5, 1, 0.3), Vec3(0, 0, 3)}) {
    auto turned = config;
    turned.mounting[kRight].q_foot_sensor = config.mounting[kRight].q_foot_sensor * exp_so3(turn);
    const auto walk = walker::walk(turned, 4);
    check_same(expected, strides_of(walk.feet[kRight].measured, 208, declared(turned, Foot::right)), 2e-3);
  }
}

TEST_CASE("A mirrored foot walks the mirrored way") {
  const auto config = plain_walk(Travel::left, 0.4, 4);
  const auto walk = walker::walk(config, 6);
  auto samples = walk.feet[kRight].measured;
  FootSetup setup = declared(config, Foot::right);
  const auto expected = strides_of(samples, 208, setup);
  for (ImuSample& s : samples) {  // reflection in the plane y = 0: forces as vectors, rates as axial vectors
    s.acc_mps2.y() *= -1;
    s.gyr_radps.x() *= -1;
    s.gyr_radps.z() *= -1;
  }
  setup.toes_axis_sensor->y() *= -1;
  const auto mirrored = strides_of(samples, 208, setup, std::nullopt, Foot::left);
  REQUIRE(mirrored.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(*mirrored[i].stride_length_m == Approx(*expected[i].stride_length_m).margin(1e-6));
    CHECK(*mirrored[i].lateral_m == Approx(-*expected[i].lateral_m).margin(1e-6));
    CHECK(*mirrored[i].turn_rad == Approx(-*expected[i].turn_rad).margin(1e-6));
    CHECK(*mirrored[i].strike_angle_rad == Approx(*expected[i].strike_angle_rad).margin(1e-6));
  }
}

TEST_CASE("The strides do not depend on when the clock began") {
  const auto config = plain_walk(Travel::backward, 0.7);
  auto samples = walker::walk(config, 4).feet[kRight].measured;
  const auto expected = strides_of(samples, 208, declared(config, Foot::right));
  const std::int64_t shift_us = 3'600'000'000;
  for (ImuSample& s : samples) {
    s.t_us += shift_us;
  }
  const auto later = strides_of(samples, 208, declared(config, Foot::right));
  check_same(expected, later, 1e-9);
  for (std::size_t i = 0; i < later.size(); ++i) {
    CHECK(later[i].t_ff_us == expected[i].t_ff_us + shift_us);
  }
}

TEST_CASE("The same walk sampled faster or slower gives the same strides") {
  auto config = plain_walk(Travel::backward, 0.7);
  config.sensor.perfect = true;
  for (const double rate_hz : {100.0, 208.0, 416.0, 833.0}) {
    config.sensor.rate_hz = rate_hz;
    const auto walk = walker::walk(config, 4);
    const auto strides = strides_of(walk.feet[kRight].measured, rate_hz, declared(config, Foot::right));
    INFO("rate " << rate_hz);
    CHECK(strides.size() == walk.feet[kRight].strides.size());
    for (const Stride& s : strides) {
      const auto* truth = truth_of(walk.feet[kRight], s);
      REQUIRE(truth != nullptr);
      CHECK(std::abs(*s.stride_length_m - truth->length_m) < 0.02);
      CHECK(s.contact == ContactClass::ball_first);
    }
  }
}

TEST_CASE("A pipeline is a value") {
  const auto config = plain_walk(Travel::backward, 0.7, 4);
  const auto samples = walker::walk(config, 4).feet[kRight].measured;
  const auto expected = strides_of(samples, 208, declared(config, Foot::right));
  CHECK(rc::check("copied in mid-walk, it goes on as if nothing had happened", [&] {
    const auto cut = *rc::gen::inRange<std::size_t>(0, samples.size());
    auto first = std::make_unique<FootPipeline>(Foot::right, 208, FootConfig{}, declared(config, Foot::right));
    std::vector<Stride> strides;
    const auto push = [&](FootPipeline& p, std::size_t from, std::size_t to) {
      const auto drain = [&] {
        while (const auto event = p.next()) {
          if (const auto* stride = std::get_if<Stride>(&*event)) {
            strides.push_back(*stride);
          }
        }
      };
      for (std::size_t i = from; i < to; ++i) {
        p.push(samples[i]);
        drain();
      }
      if (to == samples.size()) {
        p.finish();
        drain();
      }
    };
    push(*first, 0, cut);
    const auto second = std::make_unique<FootPipeline>(*first);
    first.reset();
    push(*second, cut, samples.size());
    RC_ASSERT(strides.size() == expected.size());
    for (std::size_t i = 0; i < strides.size(); ++i) {
      RC_ASSERT(strides[i].t_ff_us == expected[i].t_ff_us);
      RC_ASSERT(*strides[i].stride_length_m == *expected[i].stride_length_m);
    }
  }));
}

TEST_CASE("Wherever a recording ends, each instant of the smoothed motion comes once") {
  const auto config = plain_walk(Travel::backward, 0.7, 2);
  const auto samples = walker::walk(config, 4).feet[kRight].measured;
  auto pipeline = std::make_unique<FootPipeline>(Foot::right, 208, FootConfig{}, declared(config, Foot::right));
  std::int64_t last_us = std::numeric_limits<std::int64_t>::min();
  for (const ImuSample& sample : samples) {
    pipeline->push(sample);
    while (pipeline->next()) {
    }
    const std::int64_t before_us = last_us;
    pipeline->visit_new_trajectory([&](const TrajectoryPoint& p) { last_us = p.t_us; });
    if (last_us == before_us) {
      continue;
    }
    const auto ended = std::make_unique<FootPipeline>(*pipeline);  // a segment is just complete: end here
    ended->finish();
    ended->visit_new_trajectory([&](const TrajectoryPoint& p) { REQUIRE(p.t_us > last_us); });
  }
}

TEST_CASE("Shifting weight on standing feet is no stride") {
  std::vector<ImuSample> samples;
  for (int i = 0; i < 208 * 6; ++i) {
    const double t_s = i / 208.0;
    const double rate_radps = t_s > 2 && t_s < 5 ? 1.5 * std::sin(2 * M_PI * t_s) : 0.0;
    const double angle_rad = t_s > 2 && t_s < 5 ? 1.5 * (1 - std::cos(2 * M_PI * t_s)) / (2 * M_PI) : 0.0;
    ImuSample s;
    s.t_us = static_cast<std::int64_t>(t_s * 1e6);
    s.gyr_radps = Vec3(0, rate_radps, 0);  // about a heel right under the sensor
    s.acc_mps2 = exp_so3(Vec3(0, -angle_rad, 0)) * Vec3(0, 0, kGravity_mps2);
    samples.push_back(s);
  }
  CHECK(strides_of(samples, 208, {Vec3(1, 0, 0)}).empty());
}

TEST_CASE("Contacts are told early, and each is followed by its stride or withdrawn") {
  const auto config = plain_walk(Travel::backward, 0.7, 12);
  const auto walk = walker::walk(config, 9);
  const auto& foot = walk.feet[kRight];
  const auto p = std::make_unique<FootPipeline>(Foot::right, 208, FootConfig{}, declared(config, Foot::right));
  std::optional<Contact> open;
  std::vector<double> delays_s;
  int agree = 0, strides = 0;
  const auto drain = [&] {
    while (const auto event = p->next()) {
      if (const auto* contact = std::get_if<Contact>(&*event)) {
        CHECK_FALSE(open);
        open = *contact;
      } else if (const auto* withdrawn = std::get_if<Withdrawn>(&*event)) {
        REQUIRE(open);
        CHECK(withdrawn->t_ic_us == open->t_ic_us);
        open.reset();
      } else {
        const auto& stride = std::get<Stride>(*event);
        REQUIRE(open);
        const auto* truth = truth_of(foot, stride);
        REQUIRE(truth != nullptr);
        delays_s.push_back(seconds(open->decided_us) - truth->t_landed_s);
        agree += open->contact == stride.contact ? 1 : 0;
        ++strides;
        open.reset();
      }
    }
  };
  for (const ImuSample& sample : foot.measured) {
    p->push(sample);
    drain();
  }
  p->finish();
  drain();
  CHECK_FALSE(open);
  REQUIRE(strides > 8);
  std::sort(delays_s.begin(), delays_s.end());
  CHECK(delays_s[delays_s.size() / 2] < 0.06);
  CHECK(agree >= strides - 2);  // the mounting settles over the first strides
}

namespace {

/// The right foot's samples, with the foot shaking about its pitch axis in its stance number 4.
std::vector<ImuSample> shaken_stance(const walker::FootWalk& foot, double radps) {
  const walker::StanceTruth& stance = foot.stances[4];
  std::vector<ImuSample> samples = foot.measured;
  for (ImuSample& s : samples) {
    const double t_s = seconds(s.t_us);
    if (t_s > stance.landed_s && t_s < stance.left_s) {
      s.gyr_radps.y() += radps * std::sin(2 * kPi * 20 * t_s);
    }
  }
  return samples;
}

}  // namespace

TEST_CASE("A motion that is slow in the middle is two strides, though the foot never rests there") {
  const auto config = plain_walk(Travel::backward, 0.8);
  const auto walk = walker::walk(config, 4);
  const auto& foot = walk.feet[kRight];
  const auto strides = strides_of(shaken_stance(foot, 4), 208, declared(config, Foot::right));
  REQUIRE(strides.size() == foot.strides.size());
  for (std::size_t i = 0; i < strides.size(); ++i) {
    CHECK(strides[i].stride_length_m.value() == Approx(foot.strides[i].length_m).margin(0.03));
  }
}

TEST_CASE("Two strides that close as one, because the foot shook in between, are not used as one") {
  const auto config = plain_walk(Travel::backward, 0.8);
  const auto walk = walker::walk(config, 4);
  const auto& foot = walk.feet[kRight];
  int merged = 0;
  bool after = false;
  for (const Stride& s : strides_of(shaken_stance(foot, 8), 208, declared(config, Foot::right))) {
    const bool both = s.stride_length_m.value_or(0) > 1.5 * foot.strides[2].length_m;
    if (both) {
      ++merged;
      CHECK_FALSE(s.used);
      CHECK(s.quality.has(Quality::implausible));
    }
    if (both || after) {
      CHECK_FALSE(s.stride_time_s);  // since which contact is not known
    }
    after = both;
  }
  CHECK(merged == 1);
}
