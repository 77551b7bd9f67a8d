#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/validation/perturb_signal.h"
#include "tests/validation/perturb_time.h"
#include "tests/validation/perturbation_goals.h"

using namespace backstep;
using namespace backstep::validation;

namespace {

constexpr double kRate_hz = 200;
constexpr double kStride_s = 1.2;

/// Two feet that swing for 0.4 s in each stride of 1.2 s, the right one half a stride later, for ten strides.
PerturbedWalk plain_walk() {
  PerturbedWalk walk;
  for (std::size_t foot = 0; foot < 2; ++foot) {
    walk.setup[foot].toes_axis_sensor = Vec3::UnitX();
    const double late_s = foot == 0 ? 0 : kStride_s / 2;
    for (int i = 0; i < 2800; ++i) {
      const double t_s = i / kRate_hz, in_s = std::fmod(t_s - late_s + kStride_s, kStride_s) - 0.4;
      const bool swings = in_s > 0 && in_s < 0.4;
      ImuSample s;
      s.t_us = std::llround(1e6 * t_s);
      s.gyr_radps = Vec3(0.1, swings ? 8 * std::sin(2 * kPi * in_s / 0.4) : 0, 0.2);
      s.acc_mps2 = Vec3(swings ? 60 * std::sin(2 * kPi * in_s / 0.4) : 0, 1, kGravity_mps2);
      walk.samples[foot].push_back(s);
    }
    for (int k = 1; k <= 10; ++k) {
      const double start_s = late_s + k * kStride_s;
      walk.truth.strides.push_back(
          {foot == 0 ? Foot::left : Foot::right, start_s, start_s + kStride_s, 1.0, 0.9, 0.3, 0.2, Direction::left});
    }
  }
  return walk;
}

std::size_t count_flagged(const PerturbedWalk& walk, std::uint8_t flag) {
  std::size_t count = 0;
  for (const auto& samples : walk.samples) {
    count += static_cast<std::size_t>(
        std::count_if(samples.begin(), samples.end(), [&](const ImuSample& s) { return (s.flags & flag) != 0; }));
  }
  return count;
}

double longest_pause_s(const std::vector<ImuSample>& samples) {
  std::int64_t longest_us = 0;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    longest_us = std::max(longest_us, samples[i].t_us - samples[i - 1].t_us);
  }
  return 1e-6 * static_cast<double>(longest_us);
}

}  // namespace

TEST_CASE("A turned sensor feels the same forces, and its toe axis turns with it") {
  const PerturbedWalk before = plain_walk();
  PerturbedWalk walk = before;
  walker::Random random(1);
  turn_mounting(walk, random);
  for (std::size_t foot = 0; foot < 2; ++foot) {
    const Vec3 toes = *walk.setup[foot].toes_axis_sensor;
    CHECK(toes.norm() == Approx(1));
    CHECK((toes - Vec3::UnitX()).norm() > 0.01);
    for (const std::size_t i : {0U, 90U, 500U}) {
      const ImuSample &is = walk.samples[foot][i], &was = before.samples[foot][i];
      CHECK(is.acc_mps2.dot(toes) == Approx(was.acc_mps2.x()).margin(1e-9));
      CHECK(is.gyr_radps.dot(toes) == Approx(was.gyr_radps.x()).margin(1e-9));
      CHECK(is.acc_mps2.cross(is.gyr_radps).dot(toes) ==
            Approx(was.acc_mps2.cross(was.gyr_radps).x()).margin(1e-9));  // no mirror
    }
  }
}

TEST_CASE("In a mirror left is right: feet, turns, directions; and a mirrored mirror image is the walk itself") {
  const PerturbedWalk before = plain_walk();
  PerturbedWalk walk = before;
  mirror(walk);
  const TrueStride &was = before.truth.strides[0], &is = walk.truth.strides[0];
  CHECK(is.foot == Foot::right);
  CHECK(is.turn_rad == -was.turn_rad);
  CHECK(*is.left_m == -*was.left_m);
  CHECK(*is.forward_m == *was.forward_m);
  CHECK(is.direction == Direction::right);
  // Turning about an axis seen in the mirror: the torque of a force at an arm, itself seen there.
  const ImuSample &a = before.samples[0][90], &b = walk.samples[1][90];
  const Vec3 polar(1, -1, 1);
  CHECK(b.acc_mps2 == a.acc_mps2.cwiseProduct(polar));
  CHECK((a.gyr_radps.cross(a.acc_mps2).cwiseProduct(polar) - b.gyr_radps.cross(b.acc_mps2)).norm() < 1e-9);
  mirror(walk);
  CHECK(walk.samples[0][90].gyr_radps == a.gyr_radps);
  CHECK(walk.truth.strides[0].direction == Direction::left);
}

TEST_CASE("Beyond the range of a sensor its values stand at the end, and say so") {
  PerturbedWalk walk = plain_walk();
  clip(walk, {.acc_g = 4, .gyr_dps = 0});
  CHECK(count_flagged(walk, kAccClipped) > 100);
  CHECK(count_flagged(walk, kGyrClipped) == 0);
  for (const ImuSample& s : walk.samples[0]) {
    REQUIRE(s.acc_mps2.cwiseAbs().maxCoeff() <= 4 * kGravity_mps2);
    REQUIRE(((s.flags & kAccClipped) != 0) == (std::abs(s.acc_mps2.x()) == 4 * kGravity_mps2));
  }
  clip(walk, {.acc_g = 0, .gyr_dps = 300});
  CHECK(count_flagged(walk, kGyrClipped) > 100);
}

TEST_CASE("A low-pass keeps gravity and slow motion, and halves what lies at its cut-off") {
  PerturbedWalk walk;
  for (int i = 0; i < 400; ++i) {
    ImuSample s;
    s.t_us = 5000 * i;
    s.acc_mps2 = Vec3(std::sin(2 * kPi * 40 * i / kRate_hz + 0.3), std::sin(2 * kPi * 2 * i / kRate_hz), kGravity_mps2);
    walk.samples[0].push_back(s);
  }
  const auto before = walk.samples[0];
  low_pass(walk, 40);
  for (std::size_t i = 50; i < 350; ++i) {
    const Vec3 &is = walk.samples[0][i].acc_mps2, &was = before[i].acc_mps2;
    REQUIRE(is.z() == Approx(kGravity_mps2));
    REQUIRE(is.y() == Approx(was.y()).margin(0.01));
    REQUIRE(is.x() == Approx(was.x() / 2).margin(0.05));
  }
}

TEST_CASE("Sampled anew a walk has the new rate, its length, gravity and its holes") {
  PerturbedWalk walk = plain_walk();
  walker::Random random(3);
  make_hole(walk, 0.5, Place::anywhere, Lost::nothing, random);
  REQUIRE(resample(walk, 52));
  const auto data = as_read(walk, "test");
  REQUIRE(data.has_value());
  CHECK(data->info.rate_hz[0] == Approx(52).epsilon(0.001));
  CHECK(1e-6 * static_cast<double>(walk.samples[0].back().t_us) == Approx(14).margin(0.03));
  CHECK(walk.samples[0].front().acc_mps2.z() == Approx(kGravity_mps2));
  CHECK(longest_pause_s(walk.samples[0]) == Approx(0.5).margin(0.04));
  CHECK_FALSE(resample(walk, 104));  // 52 Hz are no 104
}

TEST_CASE("A cheap sensor has the noise and the bias that its data sheet says") {
  PerturbedWalk walk;
  for (int i = 0; i < 4000; ++i) {
    ImuSample s;
    s.t_us = 5000 * i;
    walk.samples[1].push_back(s);
  }
  walker::Random random(5);
  worsen(walk, {400, 0.005, 30, 0.5}, random);
  double mean = 0, square = 0;
  for (const ImuSample& s : walk.samples[1]) {
    mean += s.acc_mps2.y() / 4000;
    square += s.acc_mps2.y() * s.acc_mps2.y() / 4000;
  }
  CHECK(std::abs(mean) == Approx(0.030 * kGravity_mps2).margin(0.005));
  CHECK(std::sqrt(square - mean * mean) == Approx(400e-6 * kGravity_mps2 * std::sqrt(100)).epsilon(0.05));
}

TEST_CASE("As much is lost as asked, singly or in runs") {
  for (const std::size_t run : {1U, 8U}) {
    for (const double share : {0.01, 0.05, 0.20}) {
      PerturbedWalk walk = plain_walk();
      const auto before = static_cast<double>(walk.samples[0].size() + walk.samples[1].size());
      walker::Random random(7);
      lose(walk, share, run, random);
      const double lost = 1 - static_cast<double>(walk.samples[0].size() + walk.samples[1].size()) / before;
      // Three standard deviations of a draw of so many.
      CHECK(lost == Approx(share).margin(3 * std::sqrt(share * static_cast<double>(run) / before)));
      CHECK(longest_pause_s(walk.samples[0]) >= 0.005 * static_cast<double>(run + 1) - 1e-9);
      CHECK((run == 1 || !walk.missing.empty()));
    }
  }
}

TEST_CASE("A hole is a hole: nothing is left in it, it is marked when read, and its stride is known to be spoilt") {
  for (const Place place : {Place::anywhere, Place::mid_swing}) {
    PerturbedWalk walk = plain_walk();
    walker::Random random(11);
    make_hole(walk, 0.3, place, Lost::nothing, random);
    REQUIRE(walk.missing.size() == 2);
    for (const auto& samples : walk.samples) {
      CHECK(longest_pause_s(samples) == Approx(0.3).margin(0.0051));
    }
    const auto data = as_read(walk, "test");
    REQUIRE(data.has_value());
    CHECK(std::count_if(data->readings.begin(), data->readings.end(),
                        [](const host::Reading& r) { return (r.sample.flags & kAfterGap) != 0; }) == 2);
    const auto spoilt = std::count_if(walk.truth.strides.begin(), walk.truth.strides.end(),
                                      [&](const TrueStride& t) { return !walk.covers(t, 0); });
    CHECK(spoilt >= 2);
    CHECK(spoilt <= 4);
    if (place == Place::mid_swing) {
      const double middle_s = (walk.missing[0].begin_s + walk.missing[0].end_s) / 2;
      CHECK(std::fmod(middle_s, kStride_s) == Approx(0.6).margin(0.01));
    }
  }
}

TEST_CASE("Zeros or the last value stand for what was lost; the times go on") {
  for (const Lost lost : {Lost::zeros, Lost::held}) {
    PerturbedWalk walk = plain_walk();
    const auto before = walk.samples[0];
    walker::Random random(13);
    make_hole(walk, 0.12, Place::mid_swing, lost, random);
    REQUIRE(walk.samples[0].size() == before.size());
    CHECK(longest_pause_s(walk.samples[0]) == Approx(0.005));
    std::size_t replaced = 0;
    for (std::size_t i = 1; i < before.size(); ++i) {
      const ImuSample& s = walk.samples[0][i];
      const double t_s = 1e-6 * static_cast<double>(s.t_us);
      if (t_s >= walk.missing[0].begin_s && t_s < walk.missing[0].end_s) {
        ++replaced;
        CHECK(s.gyr_radps == (lost == Lost::zeros ? Vec3(Vec3::Zero()) : walk.samples[0][i - 1].gyr_radps));
      } else {
        REQUIRE(s.gyr_radps == before[i].gyr_radps);
      }
    }
    CHECK(replaced == 24);
  }
}

TEST_CASE("Times that jitter stay in order, and no further off than said") {
  PerturbedWalk walk = plain_walk();
  walker::Random random(17);
  jitter(walk, 0.003, random);
  std::int64_t farthest_us = 0;
  for (std::size_t i = 1; i < walk.samples[0].size(); ++i) {
    REQUIRE(walk.samples[0][i].t_us > walk.samples[0][i - 1].t_us);
    farthest_us = std::max(farthest_us, std::abs(walk.samples[0][i].t_us - 5000 * static_cast<std::int64_t>(i)));
  }
  CHECK(farthest_us <= 3001);
  CHECK(farthest_us > 2500);
}

TEST_CASE("A walk that begins late begins at rest or in mid-swing, and the strides before it are not asked for") {
  for (const Start start : {Start::in_stance, Start::in_swing}) {
    PerturbedWalk walk = plain_walk();
    walker::Random random(19);
    cut_start(walk, start, random);
    for (std::size_t foot = 0; foot < 2; ++foot) {
      const double begin_s = 1e-6 * static_cast<double>(walk.samples[foot].front().t_us);
      const double in_s = std::fmod(begin_s + (foot == 0 ? 0 : kStride_s / 2), kStride_s);
      CHECK((in_s > 0.4 && in_s < 0.8) == (start == Start::in_swing));
      for (const TrueStride& t : walk.truth.strides) {
        CHECK((t.foot != (foot == 0 ? Foot::left : Foot::right) || walk.covers(t, 0) == (t.start_s >= begin_s)));
      }
    }
  }
}

TEST_CASE("A walk that ends early keeps its first two true strides") {
  PerturbedWalk walk = plain_walk();
  walker::Random random(23);
  cut_end(walk, random);
  for (const Foot foot : {Foot::left, Foot::right}) {
    const auto kept = std::count_if(walk.truth.strides.begin(), walk.truth.strides.end(),
                                    [&](const TrueStride& t) { return t.foot == foot && walk.covers(t, 0); });
    CHECK(kept >= 2);
    CHECK(kept < 10);
  }
}

TEST_CASE("A row meets its goals, or misses the one that it misses") {
  PerturbationRow row;
  row.recall = {99, 100};
  row.used = {90, 100};
  row.used_before = {100, 100};
  row.within = {95, 100};
  row.sure = 1000;
  row.silent.resize(3);
  CHECK(goals_met(row).all());
  row.recall.count = 98;
  CHECK_FALSE(goals_met(row).recall);
  row.used.count = 89;
  CHECK_FALSE(goals_met(row).used);
  row.within.count = 99;
  CHECK_FALSE(goals_met(row).within);
  row.within.count = 89;
  CHECK_FALSE(goals_met(row).within);
  row.silent.resize(4);
  CHECK_FALSE(goals_met(row).silent);
  row.reversed = 1;
  CHECK_FALSE(goals_met(row).reversed);
}

TEST_CASE("The sample's floors break where its rows together are worse") {
  PerturbationRow good;
  good.recall = good.used = good.used_before = good.within = {100, 100};
  CHECK(broken_floors(std::vector{good}).empty());
  PerturbationRow bad;
  bad.recall = bad.used = bad.within = {0, 100};
  bad.used_before = {100, 100};
  bad.reversed = 1000;
  bad.silent.resize(1000);
  CHECK(broken_floors({good, bad}).size() == 5);
}
