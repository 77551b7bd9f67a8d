#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "dsp/base/so3.h"
#include "tests/motions/mat.h"
#include "tests/motions/no_walking.h"
#include "tests/motions/path.h"
#include "tests/motions/pedalling.h"
#include "tests/motions/recording.h"
#include "tests/motions/riding.h"
#include "tests/motions/seated.h"
#include "tests/motions/standing.h"

using namespace backstep;
using namespace backstep::motions;

namespace {

constexpr int kSeeds = 10;

Doing doing(const NoWalking& kind, std::uint64_t seed) {
  walker::Random random(seed);
  const Body body = any_body(random);
  return kind.does(body, random);
}

/// What the person of this seed looks like.
Body body_of(std::uint64_t seed) {
  walker::Random random(seed);
  return any_body(random);
}

Vec3 point(const Pose& pose, const Vec3& body_m) { return pose.pos_m + pose.q * body_m; }
double pitch_rad(const Pose& pose) { return std::asin((pose.q * Vec3::UnitX()).z()); }

/// Farthest that dead reckoning with the ideal signal, from the true state, ends from the true place a second later.
double worst_second_m(const Motion& shoe, double from_s, double to_s) {
  constexpr double kRate = 2000;
  constexpr double kDt_s = 1 / kRate;
  constexpr double kTiny_s = 1e-5;
  double worst_m = 0;
  for (double begin_s = from_s; begin_s + 1 < to_s; begin_s += 5.3) {
    const Motion from_here = [&](double t_s) { return shoe(begin_s + t_s); };
    const auto samples = ideal_samples(from_here, 1, {Vec3::Zero(), Quat::Identity()}, kRate);
    // The first interval is centred on the beginning: all samples but it, from half an interval on.
    const Pose start = from_here(kDt_s / 2);
    Quat q = start.q;
    Vec3 pos = start.pos_m;
    Vec3 vel = (from_here(kDt_s / 2 + kTiny_s).pos_m - from_here(kDt_s / 2 - kTiny_s).pos_m) / (2 * kTiny_s);
    for (std::size_t i = 1; i < samples.size(); ++i) {
      const Quat half = q * exp_so3(samples[i].gyr_radps * kDt_s / 2);
      const Vec3 acc = half * samples[i].acc_mps2 - kGravity_mps2 * Vec3::UnitZ();
      pos += (vel + acc * kDt_s / 2) * kDt_s;
      vel += acc * kDt_s;
      q = (q * exp_so3(samples[i].gyr_radps * kDt_s)).normalized();
    }
    worst_m = std::max(worst_m, (pos - from_here(1 - kDt_s / 2).pos_m).norm());
  }
  return worst_m;
}

}  // namespace

TEST_CASE("A shoe at rest feels gravity, upward in the world, and does not turn") {
  const Pose lies = {{1, 2, 3}, turned(0.4, -0.7, 0.3)};
  const walker::Mounting mounting = {{0.03, 0.01, 0.07}, turned(0.2, -0.4, 0.1)};
  for (const ImuSample& s : ideal_samples([&](double) { return lies; }, 0.1, mounting, 208)) {
    const Vec3 world = lies.q * mounting.q_foot_sensor * s.acc_mps2;
    CHECK((world - Vec3(0, 0, kGravity_mps2)).norm() < 1e-6);
    CHECK(s.gyr_radps.norm() < 1e-9);
  }
}

TEST_CASE("A shoe on a turntable feels the turn and the pull inward") {
  constexpr double kRate = 3;
  const Motion turntable = [](double t_s) { return Pose{{0, 0, 0}, turned(kRate * t_s, 0, 0)}; };
  for (const ImuSample& s : ideal_samples(turntable, 0.1, {{0.5, 0, 0}, Quat::Identity()}, 208)) {
    CHECK((s.gyr_radps - Vec3(0, 0, kRate)).norm() < 1e-6);
    CHECK((s.acc_mps2 - Vec3(-0.5 * kRate * kRate, 0, kGravity_mps2)).norm() < 1e-4);
  }
}

TEST_CASE("Toe-up pitch lifts the toes, left turns are positive") {
  CHECK((turned(0, 0.3, 0) * Vec3::UnitX()).z() == Approx(std::sin(0.3)));
  CHECK((turned(0.3, 0, 0) * Vec3::UnitX()).y() == Approx(std::sin(0.3)));
}

TEST_CASE("Integrating the signal of what is no walking returns the motion") {
  for (const NoWalking& kind : no_walking()) {
    for (const std::uint64_t seed : {1U, 2U}) {
      const Doing d = doing(kind, seed);
      INFO(kind.name << ", seed " << seed);
      for (const Motion& shoe : d.shoes) CHECK(worst_second_m(shoe, 0.1, std::min(d.duration_s, 40.0)) < 0.001);
    }
  }
}

TEST_CASE("No model shakes a shoe harder than its kind does") {
  for (const NoWalking& kind : no_walking()) {
    for (std::uint64_t seed = 1; seed <= 2; ++seed) {
      for (const auto& foot : recorded(kind, seed)) {
        INFO(kind.name << ", seed " << seed);
        const auto hardest = std::max_element(foot.begin(), foot.end(), [](const ImuSample& a, const ImuSample& b) {
          return a.acc_mps2.norm() < b.acc_mps2.norm();
        });
        CHECK(hardest->acc_mps2.norm() < 60);
        CHECK(hardest->flags == 0);
      }
    }
  }
}

TEST_CASE("The same seed moves alike, another one otherwise") {
  const auto& kind = no_walking("knee_extensions");
  const auto differ = [](const Readings& a, const Readings& b) {
    return !std::equal(a[0].begin(), a[0].end(), b[0].begin(), b[0].end(),
                       [](const ImuSample& x, const ImuSample& y) { return x.acc_mps2 == y.acc_mps2; });
  };
  CHECK_FALSE(differ(recorded(kind, 3), recorded(kind, 3)));
  CHECK(differ(recorded(kind, 3), recorded(kind, 4)));
}

TEST_CASE("A pedalling foot's pedal goes in a circle, both half a turn apart") {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    walker::Random random(seed);
    const Body body = any_body(random);
    Rider rider = any_rider(random);
    rider.lean_rad = 0;
    rider.shake_mps2 = 0;
    const Doing d = pedalling(rider, body, random);
    const Vec3 on_pedal = body.ball_m + Vec3(rider.ahead_m, 0, -kPedalHeight_m);
    for (double t_s = 0; t_s < d.duration_s; t_s += 0.37) {
      const Vec3 left = point(d.shoes[0](t_s), on_pedal);
      const Vec3 right = point(d.shoes[1](t_s), on_pedal);
      REQUIRE(std::hypot(left.x(), left.z()) == Approx(rider.crank_m));
      REQUIRE((left + right).norm() < 1e-9);
    }
  }
}

TEST_CASE("A rider's pace is 25 to 90 turns a minute, with rests") {
  bool rests = false;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    walker::Random random(seed);
    const Rider rider = any_rider(random);
    const walker::Curve crank = crank_angle(rider, random, 0, 60);
    double fastest_hz = 0;
    for (double t_s = 0; t_s < 60; t_s += 0.05) {
      const double hz = crank.at(t_s).rate / (2 * kPi);
      REQUIRE(hz > -0.01);
      fastest_hz = std::max(fastest_hz, hz);
      rests = rests || (t_s > 5 && hz < 0.001);
    }
    CHECK(fastest_hz == Approx(rider.pace_hz).epsilon(0.3));
  }
  CHECK(rests);
}

TEST_CASE("A bouncing heel goes up and down 3 to 7 times a second about a ball that stays") {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const Body body = body_of(seed);
    const Doing d = doing(no_walking("leg_bouncing"), seed);
    double widest_m = 0;
    int turns = 0;
    for (const Motion& shoe : d.shoes) {
      const Vec3 ball = point(shoe(0), body.ball_m);
      double before_m = 0;
      bool rising = false;
      for (double t_s = 10; t_s < 20; t_s += 0.005) {
        const Pose pose = shoe(t_s);
        const double heel_m = point(pose, body.heel_m).z() - ball.z();
        if ((pose.q * Vec3::UnitX()).z() < -0.02) {  // this foot is the one that bounces
          REQUIRE((point(pose, body.ball_m) - ball).norm() < 1e-9);
          REQUIRE(heel_m > 0);
          turns += rising && heel_m < before_m ? 1 : 0;
          widest_m = std::max(widest_m, heel_m);
        }
        rising = heel_m > before_m;
        before_m = heel_m;
      }
    }
    CHECK(turns >= 10);      // pauses take their share
    CHECK(turns <= 2 * 80);  // both feet
    CHECK(widest_m < 0.12);
  }
}

TEST_CASE("Heel raises and squats leave the ball where it is and the heel on or above the floor") {
  for (const char* kind : {"heel_raises_slow", "heel_raises_quick", "squats"}) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      INFO(kind << ", seed " << seed);
      const Body body = body_of(seed);
      const Doing d = doing(no_walking(kind), seed);
      for (const Motion& shoe : d.shoes) {
        const Vec3 ball = point(shoe(0), body.ball_m);
        double lowest_m = 1;
        for (double t_s = 0; t_s < d.duration_s; t_s += 0.02) {
          REQUIRE((point(shoe(t_s), body.ball_m) - ball).norm() < 1e-9);
          lowest_m = std::min(lowest_m, point(shoe(t_s), body.heel_m).z());
        }
        CHECK(lowest_m > -0.008);  // the sole gives under a heel that drops
      }
    }
  }
}

TEST_CASE("A sole stands at 60 to 90 degrees where a lying or kneeling person lays the leg down") {
  for (const char* kind : {"kicking_lying", "kicking_kneeling"}) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      INFO(kind << ", seed " << seed);
      const Doing d = doing(no_walking(kind), seed);
      const double steep_rad = std::abs(pitch_rad(d.shoes[0](-4.999)));  // before it begins
      CHECK(rad_to_deg(steep_rad) > 58);
    }
  }
}

TEST_CASE("A leg that is straightened rises by most of a shank and is held there") {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const Body body = body_of(seed);
    const Doing d = doing(no_walking("knee_extensions"), seed);
    double rise_m = 0;
    for (const Motion& shoe : d.shoes) {
      for (double t_s = 0; t_s < d.duration_s; t_s += 0.05) {
        rise_m = std::max(rise_m, point(shoe(t_s), body.ankle_m).z() - point(shoe(-4.999), body.ankle_m).z());
      }
    }
    CHECK(rise_m > 0.35 * body.shank_m);
    CHECK(rise_m < 1.1 * body.shank_m);
  }
}

TEST_CASE("A path is the integral of its speed") {
  walker::Curve speed(-1, {2, 0, 0});
  speed.reach(20, {2, 0, 0});
  walker::Curve heading(-1, 0);
  heading.reach(20, {0, 0, 0});
  const Path straight(speed, heading, 20);
  CHECK((straight.at(10.003) - straight.at(0.017)).norm() == Approx(2 * 9.986));
  walker::Curve round(-1, {0, 0.5, 0});
  round.reach(20, {10.5, 0.5, 0});
  const Path circle(speed, round, 20);
  const double turn_s = 2 * kPi / 0.5;
  CHECK((circle.at(1 + turn_s) - circle.at(1)).norm() < 1e-9);
  CHECK((circle.at(1 + turn_s / 2) - circle.at(1)).norm() == Approx(2 * 2 / 0.5));
}

TEST_CASE("Cars and trains start and brake as hard as they do, and get somewhere") {
  for (const auto& [kind, hardest_mps2] : {std::pair{"car", 4.5}, {"train", 1.8}}) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      INFO(kind << ", seed " << seed);
      const Doing d = doing(no_walking(kind), seed);
      // Mean over a second: no vibration.
      double worst_mps2 = 0;
      for (double t_s = 1; t_s + 1 < d.duration_s; t_s += 0.5) {
        const Vec3 change = d.shoes[0](t_s + 1).pos_m - 2 * d.shoes[0](t_s).pos_m + d.shoes[0](t_s - 1).pos_m;
        worst_mps2 = std::max(worst_mps2, change.norm());
      }
      CHECK(worst_mps2 > 0.3);
      CHECK(worst_mps2 < hardest_mps2);
      CHECK((d.shoes[0](d.duration_s - 1).pos_m - d.shoes[0](0).pos_m).norm() > 100);
    }
  }
}
