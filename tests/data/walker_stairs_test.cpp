#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "data/walker/ground.h"
#include "data/walker/presets.h"
#include "data/walker/walker.h"

using namespace backstep;
using walker::Travel;

namespace {

struct Flight {
  Travel travel;
  double speed_mps, rise_m, tread_m;
};

// From the gentlest to the steepest stairs that building codes allow, and both ways that people go down.
constexpr std::array kFlights = {
    Flight{Travel::forward, 0.40, 0.17, 0.29},   Flight{Travel::forward, 0.30, 0.14, 0.33},
    Flight{Travel::forward, 0.38, 0.20, 0.25},   Flight{Travel::forward, 0.45, -0.17, 0.29},
    Flight{Travel::forward, 0.35, -0.14, 0.33},  Flight{Travel::forward, 0.45, -0.20, 0.25},
    Flight{Travel::backward, 0.30, -0.17, 0.29}, Flight{Travel::backward, 0.30, -0.20, 0.25},
};

walker::WalkerConfig config(const Flight& f) {
  walker::WalkerConfig config;
  config.bouts = {walker::stand(1), walker::stairs(f.travel, f.speed_mps, 18, f.rise_m, f.tread_m), walker::stand(1)};
  config.sensor.rate_hz = 50;  // the truth is what is looked at
  return config;
}

}  // namespace

TEST_CASE("On stairs a stride goes two treads along and two rises up or down") {
  for (const Flight& f : kFlights) {
    for (const walker::FootWalk& foot : walker::walk(config(f), 3).feet) {
      INFO("rise " << f.rise_m << " m, tread " << f.tread_m << " m");
      REQUIRE(foot.strides.size() >= 9);
      for (std::size_t i = 1; i + 1 < foot.strides.size(); ++i) {
        const walker::TruthStride& s = foot.strides[i];
        // A standing foot's sensor moves by millimetres as the shoe flexes; feet are placed to a centimetre.
        CHECK(s.up_m == Approx(2 * f.rise_m).margin(0.003));
        CHECK(s.length_m == Approx(2 * f.tread_m).margin(0.03));
        CHECK((s.forward_m < 0) == (f.travel == Travel::backward));
        CHECK(s.landing.strike_rad < deg_to_rad(5));  // never on the heel
      }
    }
  }
}

TEST_CASE("Sixteen feet of stairs end where their steps add up to") {
  const Flight f = kFlights[0];
  for (const walker::FootWalk& foot : walker::walk(config(f), 5).feet) {
    double up_m = 0;
    double along_m = 0;
    for (const walker::TruthStride& s : foot.strides) {
      up_m += s.up_m;
      along_m += s.forward_m;
    }
    CHECK(up_m == Approx(18 * f.rise_m).margin(0.004));
    CHECK(along_m == Approx(18 * f.tread_m).margin(0.05));
  }
}

TEST_CASE("In swing a foot clears every edge of the stairs") {
  for (const Flight& f : kFlights) {
    const walker::WalkerConfig c = config(f);
    const walker::Plan plan = walker::plan_walk(c, walker::Random(1));
    const walker::FootMotion motion(Foot::left, c.person, plan.feet[0], plan.end_s, walker::Random(2));
    INFO("rise " << f.rise_m << " m, tread " << f.tread_m << " m");
    for (std::size_t i = 1; i < plan.feet[0].size(); ++i) {
      const walker::Footfall& from = plan.feet[0][i - 1];
      const walker::Footfall& to = plan.feet[0][i];
      const walker::Ground ground(from, to);
      double highest_m = 0;
      for (double t_s = from.left_s; t_s < to.landed_s; t_s += 0.003) {
        for (const Vec3& part : {motion.heel_m(), motion.ball_m()}) {
          const Vec3 pos_m = motion.at(t_s, part).pos_m;
          const double clear_m = pos_m.z() - ground.height_m(pos_m);
          REQUIRE(clear_m > -0.003);
          highest_m = std::max(highest_m, pos_m.z() - std::max(from.z_m, to.z_m));
        }
      }
      CHECK(highest_m < 0.30);  // nobody lifts a foot much higher than needed
    }
  }
}
