#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "dsp/base/rate_range.h"
#include "dsp/pipeline/foot_pipeline.h"
#include "tests/dsp/walk_fixture.h"

/// What the pipeline makes of bad and broken input: impossible values, holes, odd beginnings, feet that never rest.
using namespace backstep;
using namespace backstep::test;
using walker::Travel;

namespace {

constexpr std::size_t kRight = 1;

}  // namespace

TEST_CASE("Values and times that no sensor has are left out, counted and flagged") {
  const auto config = plain_walk(Travel::backward, 0.7, 4);
  auto samples = walker::walk(config, 4).feet[kRight].measured;
  const auto expected = strides_of(samples, 208, declared(config, Foot::right));
  const std::size_t middle = samples.size() / 2;
  std::array<ImuSample, 5> wrong;
  wrong.fill(samples[middle]);
  wrong[0].acc_mps2.x() = 1e30;
  wrong[1].gyr_radps.z() = -1e30;
  wrong[2].acc_mps2.y() = std::nan("");
  wrong[3].t_us = std::numeric_limits<std::int64_t>::max();
  wrong[4].t_us = std::numeric_limits<std::int64_t>::min();
  samples.insert(samples.begin() + static_cast<std::ptrdiff_t>(middle), wrong.begin(), wrong.end());
  const auto strides = strides_of(samples, 208, declared(config, Foot::right));
  REQUIRE(strides.size() == expected.size());
  std::size_t flagged = 0;
  for (std::size_t i = 0; i < strides.size(); ++i) {
    CHECK(*strides[i].stride_length_m == *expected[i].stride_length_m);
    flagged += strides[i].quality.has(Quality::invalid_samples) ? 1U : 0U;
  }
  CHECK(flagged == 1);
}

TEST_CASE("Whatever rate a pipeline is told, it stays within its memory") {
  const auto config = plain_walk(Travel::backward, 0.7, 4);
  const auto walk = walker::walk(config, 4);
  constexpr auto kInfinity = std::numeric_limits<Real>::infinity();
  for (const Real rate_hz : {Real(0), Real(-208), Real(1e-9), Real(1), Real(2), Real(3), Real(1001), Real(1e4),
                             Real(1e6), Real(1e300), kInfinity, -kInfinity, Real(std::nan(""))}) {
    CAPTURE(rate_hz);
    const Real near_hz = rate_hz > 208 ? kMostRate_hz : kLeastRate_hz;
    const auto expected = strides_of(walk.feet[kRight].measured, near_hz, declared(config, Foot::right));
    const auto strides = strides_of(walk.feet[kRight].measured, rate_hz, declared(config, Foot::right));
    CHECK(strides.size() == expected.size());
    SessionConfig session = session_config(config);
    session.rate_hz = {rate_hz, 208};
    CHECK_FALSE(events_of(walk, session, calibration_of(walk, session)).empty());
  }
}

TEST_CASE("An accelerometer that reads no gravity is never at rest") {
  FootPipeline pipeline(Foot::right, 208);
  for (int i = 0; i < 600; ++i) {
    pipeline.push({.t_us = i * 4808, .acc_mps2 = Vec3(0.01 * (i % 2), 0, 0)});
  }
  pipeline.finish();
  CHECK(pipeline.diagnosis().rests == 0);
  CHECK(pipeline.diagnosis().rejected_candidates > 0);
}

TEST_CASE("What the sensor did wrong is flagged on the stride it fell in, and on no other") {
  const auto config = plain_walk(Travel::backward, 0.7);
  const auto walk = walker::walk(config, 4);
  const auto clean = walk.feet[kRight].measured;
  const auto& third = walk.feet[kRight].strides[3];
  const auto in_swing = static_cast<std::size_t>((third.t_left_s + third.t_landed_s) / 2 * 208);

  SECTION("numbers that are none are left out, and the hole they leave is a gap") {
    auto samples = clean;
    samples[in_swing].acc_mps2.x() = std::numeric_limits<double>::quiet_NaN();
    samples[in_swing + 1].gyr_radps.z() = std::numeric_limits<double>::infinity();
    samples[in_swing + 2].gyr_radps.z() = std::numeric_limits<double>::quiet_NaN();
    const auto strides = strides_of(samples, 208, declared(config, Foot::right));
    REQUIRE(strides.size() == walk.feet[kRight].strides.size());
    for (const Stride& s : strides) {
      CHECK(s.quality.has(Quality::invalid_samples) == (truth_of(walk.feet[kRight], s) == &third));
      CHECK(std::isfinite(*s.stride_length_m));
    }
  }
  SECTION("lost samples widen the uncertainty and take the stride out of the means") {
    auto samples = clean;
    samples.erase(samples.begin() + static_cast<std::ptrdiff_t>(in_swing),
                  samples.begin() + static_cast<std::ptrdiff_t>(in_swing) + 8);
    const auto whole = strides_of(clean, 208, declared(config, Foot::right));
    const auto strides = strides_of(samples, 208, declared(config, Foot::right));
    REQUIRE(strides.size() == whole.size());
    for (std::size_t i = 0; i < strides.size(); ++i) {
      const bool hit = truth_of(walk.feet[kRight], strides[i]) == &third;
      CHECK(strides[i].quality.has(Quality::gap) == hit);
      CHECK((strides[i].used || whole[i].used == strides[i].used || hit));
      if (hit) {
        CHECK_FALSE(strides[i].used);
        CHECK(*strides[i].stride_length_sd_m > 1.5 * *whole[i].stride_length_sd_m);
      }
    }
  }
  SECTION("a long hole in a swing spoils that stride's length, and not the next ones'") {
    auto samples = clean;
    samples.erase(samples.begin() + static_cast<std::ptrdiff_t>(in_swing) - 30,
                  samples.begin() + static_cast<std::ptrdiff_t>(in_swing) + 30);
    for (const Stride& s : strides_of(samples, 208, declared(config, Foot::right))) {
      const auto* truth = truth_of(walk.feet[kRight], s);
      REQUIRE(truth != nullptr);
      CHECK(s.quality.has(Quality::gap) == (truth == &third));
      if (s.used) {
        CHECK(std::abs(*s.stride_length_m - truth->length_m) < std::max(0.03, 3 * *s.stride_length_sd_m));
      }
    }
  }
  SECTION("a hole in a stance marks the stride whose stance it was") {
    auto samples = clean;
    const auto standing = static_cast<std::size_t>((third.t_rise_s - 0.15) * 208);
    samples.erase(samples.begin() + static_cast<std::ptrdiff_t>(standing),
                  samples.begin() + static_cast<std::ptrdiff_t>(standing) + 10);
    for (const Stride& s : strides_of(samples, 208, declared(config, Foot::right))) {
      CHECK(s.quality.has(Quality::gap) == (truth_of(walk.feet[kRight], s) == &third));
    }
  }
  SECTION("a clipped gyroscope") {
    auto samples = clean;
    samples[in_swing].flags = kGyrClipped;
    for (const Stride& s : strides_of(samples, 208, declared(config, Foot::right))) {
      CHECK(s.quality.has(Quality::gyr_clipped) == (truth_of(walk.feet[kRight], s) == &third));
    }
  }
  SECTION("times that jitter by more than a quarter of an interval") {
    auto samples = clean;
    const auto from = static_cast<std::size_t>(third.t_left_s * 208),
               to = static_cast<std::size_t>(third.t_landed_s * 208);
    for (std::size_t i = from; i < to; i += 2) {
      samples[i].t_us += 1800;
    }
    for (const Stride& s : strides_of(samples, 208, declared(config, Foot::right))) {
      CHECK(s.quality.has(Quality::uneven_time) == (truth_of(walk.feet[kRight], s) == &third));
    }
  }
  SECTION("time that runs backwards is not walked through") {
    auto samples = clean;
    samples[in_swing].t_us -= 1'000'000;
    CHECK(strides_of(samples, 208, declared(config, Foot::right)).size() == walk.feet[kRight].strides.size());
  }
}

TEST_CASE("After a long hole the next strides are as long as ever, though the foot was in mid-swing before it") {
  const auto config = plain_walk(Travel::backward, 0.7, 12);
  const auto walk = walker::walk(config, 4);
  const auto& foot = walk.feet[kRight];
  for (std::size_t lost = 2; lost < 6; ++lost) {
    for (const double stood_s : {0.02, 0.08, 0.14, 0.2, 0.26}) {
      // From the middle of one swing into the stance after the next: nothing of what lies before may level the foot.
      const double from_s = 0.5 * (foot.strides[lost].t_left_s + foot.strides[lost].t_landed_s);
      const double to_s = foot.strides[lost + 1].t_flat_s + stood_s;
      std::vector<ImuSample> samples;
      for (const ImuSample& sample : foot.measured) {
        if (seconds(sample.t_us) < from_s || seconds(sample.t_us) > to_s) {
          samples.push_back(sample);
        }
      }
      int after = 0;
      for (const Stride& s : strides_of(samples, 208, declared(config, Foot::right))) {
        const auto* truth = truth_of(foot, s);
        if (truth != nullptr && s.stride_length_m && truth->t_left_s > to_s) {
          ++after;
          CHECK(std::abs(*s.stride_length_m - truth->length_m) < 0.03);
        }
      }
      CHECK(after >= 5);
    }
  }
}

TEST_CASE("A foot that stands without any noise is followed for as long as it stands") {
  const auto config = plain_walk(Travel::backward, 0.7);
  const auto walk = walker::walk(config, 4);
  const auto& foot = walk.feet[kRight];
  ImuSample still = foot.measured.front();
  still.gyr_radps.setZero();
  std::vector<ImuSample> samples;
  const std::int64_t stood_us = 8'000'000;
  for (still.t_us = 0; still.t_us < stood_us; still.t_us += 4808) {
    samples.push_back(still);
  }
  for (ImuSample sample : foot.measured) {
    sample.t_us += stood_us;
    samples.push_back(sample);
  }
  const auto strides = strides_of(samples, 208, declared(config, Foot::right));
  REQUIRE(strides.size() == foot.strides.size());
  for (const Stride& s : strides) {
    CHECK_FALSE(s.quality.has(Quality::too_long));
  }
}

TEST_CASE("A recording that begins in mid-swing has a first row without what it cannot know") {
  const auto config = plain_walk(Travel::backward, 0.7);
  const auto walk = walker::walk(config, 4);
  const auto& second = walk.feet[kRight].strides[2];
  auto samples = walk.feet[kRight].measured;
  samples.erase(samples.begin(),
                samples.begin() + static_cast<std::ptrdiff_t>((0.5 * second.t_left_s + 0.5 * second.t_landed_s) * 208));
  const auto strides = strides_of(samples, 208, declared(config, Foot::right));
  REQUIRE(strides.size() == walk.feet[kRight].strides.size() - 2);
  CHECK(strides[0].quality.has(Quality::first));
  CHECK_FALSE(strides[0].t_start_us);
  CHECK_FALSE(strides[0].t_tc_us);
  CHECK_FALSE(strides[0].stride_length_m);
  CHECK(std::abs(seconds(*strides[0].t_ic_us) - second.t_landed_s) < 0.06);
}

TEST_CASE("A foot that stays in motion for longer than can be followed gives a row that says so and no length") {
  const auto config = plain_walk(Travel::backward, 0.7);
  const auto walk = walker::walk(config, 4);
  auto samples = walk.feet[kRight].measured;
  const auto stand = static_cast<std::size_t>(1.5 * 208);  // the foot still stands: it is lifted and waved about
  for (std::size_t i = stand; i < stand + 6 * 208; ++i) {
    ImuSample s = samples[stand - 1];
    s.t_us = samples[stand - 1].t_us + static_cast<std::int64_t>(i - stand + 1) * 4808;
    s.gyr_radps = Vec3(0, 4 * std::sin(0.05 * static_cast<double>(i)), 2);
    s.acc_mps2 += Vec3(3 * std::sin(0.07 * static_cast<double>(i)), 0, 2);
    samples.insert(samples.begin() + static_cast<std::ptrdiff_t>(i), s);
  }
  const std::int64_t later_us = samples[stand + 6 * 208 - 1].t_us - samples[stand - 1].t_us;
  for (std::size_t i = stand + 6 * 208; i < samples.size(); ++i) {
    samples[i].t_us += later_us;
  }
  int lost = 0;
  for (const Stride& s : strides_of(samples, 208, declared(config, Foot::right))) {
    if (s.quality.has(Quality::too_long)) {
      ++lost;
      CHECK_FALSE(s.stride_length_m);
      CHECK_FALSE(s.t_ic_us);
      CHECK_FALSE(s.used);
      CHECK(s.direction == Direction::uncertain);
    }
  }
  CHECK(lost == 1);
}
