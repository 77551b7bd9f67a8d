#include "tests/motions/no_walking.h"

#include <algorithm>
#include <cmath>

#include "data/walker/sensor.h"
#include "tests/motions/carried.h"
#include "tests/motions/draw.h"
#include "tests/motions/mat.h"
#include "tests/motions/pedalling.h"
#include "tests/motions/recording.h"
#include "tests/motions/riding.h"
#include "tests/motions/seated.h"
#include "tests/motions/standing.h"

namespace backstep::motions {

namespace {

constexpr std::array<NoWalking, 14> kKinds = {{
    {"pedalling", [](const Body& body, walker::Random& random) { return pedalling(any_rider(random), body, random); }},
    {"ankle_wag_free", ankle_wag_free},
    {"ankle_wag_heel_down", ankle_wag_heel_down},
    {"kicking_lying", kicking_lying},
    {"kicking_kneeling", kicking_kneeling},
    {"knee_extensions", knee_extensions},
    {"leg_bouncing", leg_bouncing},
    {"carried_in_hand", carried_in_hand},
    {"carried_in_bag", carried_in_bag},
    {"squats", squats},
    {"heel_raises_slow", heel_raises_slow},
    {"heel_raises_quick", heel_raises_quick},
    {"car", car},
    {"train", train},
}};

walker::SensorModel sensor() {
  walker::SensorModel model;
  model.rate_hz = kRate_hz;
  return model;
}

}  // namespace

std::span<const NoWalking> no_walking() { return kKinds; }

const NoWalking& no_walking(std::string_view name) {
  return *std::find_if(kKinds.begin(), kKinds.end(), [name](const NoWalking& kind) { return kind.name == name; });
}

Readings recorded(const NoWalking& kind, std::uint64_t seed) {
  walker::Random random(seed);
  const Body body = any_body(random);
  const Doing doing = kind.does(body, random);
  Readings readings;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const walker::Mounting mounting = any_mounting(random);
    const auto ideal = ideal_samples(doing.shoes[i], doing.duration_s, mounting, kRate_hz);
    readings[i] = walker::measure(sensor(), ideal, random.fork());
  }
  return readings;
}

Readings resting(double duration_s, std::uint64_t seed) {
  walker::Random random(seed);
  Readings readings;
  for (std::vector<ImuSample>& foot : readings) {
    const bool on_its_side = chance(random, 0.3);
    const Quat lies = turned(0, any_angle(random, -30, 10), deg_to_rad(on_its_side ? 85 : random.uniform(-8, 8)));
    const Vec3 up_mps2 = lies.conjugate() * Vec3(0, 0, kGravity_mps2);
    const Vec3 warming_radps = any_angle(random, 0.1, 0.8) *
                               Vec3(random.uniform(-1, 1), random.uniform(-1, 1), random.uniform(-1, 1)).normalized();
    const double warm_s = random.uniform(200, 1200);
    std::vector<ImuSample> ideal(static_cast<std::size_t>(duration_s * kRate_hz));
    for (std::size_t k = 0; k < ideal.size(); ++k) {
      const double t_s = static_cast<double>(k) / kRate_hz;
      ideal[k].t_us = std::llround(t_s * 1e6);
      ideal[k].acc_mps2 = up_mps2;
      ideal[k].gyr_radps = warming_radps * (1 - std::exp(-t_s / warm_s));
    }
    foot = walker::measure(sensor(), ideal, random.fork());
  }
  return readings;
}

}  // namespace backstep::motions
