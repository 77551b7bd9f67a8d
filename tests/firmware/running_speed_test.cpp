// What a watch reads of walks whose truth is known.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "data/walker/presets.h"
#include "data/walker/walker.h"
#include "firmware/core/battery.h"
#include "firmware/core/shoe_strides.h"

using namespace backstep;
using namespace backstep::firmware;

namespace {

/// A walk of the walker through the shoe's own pipeline.
struct WatchedWalk {
  explicit WatchedWalk(const char* preset) {
    const auto config = walker::preset(preset);
    REQUIRE(config);
    const walker::Walk walk = walker::walk(*config, 1);
    foot = walk.feet[0];
    const auto& sensor = config->sensor;
    const std::array<std::uint8_t, 16> nothing{};
    const flatbuffers::span<const std::uint8_t, 16> text(nothing);
    strides.begin({1, wire::Side::left, wire::Axis::unknown, 19, 0, static_cast<float>(sensor.rate_hz),
                   static_cast<float>(sensor.acc_lsb_mps2), static_cast<float>(sensor.gyr_lsb_radps), 157, 35, text,
                   text, text});
    const auto count = [](double x, double lsb) { return static_cast<std::int16_t>(std::lround(x / lsb)); };
    for (const ImuSample& s : foot.measured) {
      const auto acc = [&](int i) { return count(s.acc_mps2[i], sensor.acc_lsb_mps2); };
      const auto gyr = [&](int i) { return count(s.gyr_radps[i], sensor.gyr_lsb_radps); };
      now_us = static_cast<std::uint64_t>(s.t_us);
      told += strides.sample({acc(0), acc(1), acc(2), gyr(0), gyr(1), gyr(2)}, now_us) ? 1U : 0U;
      seen.push_back(strides.measurement(now_us));
    }
  }

  /// When the stride has just been told.
  const wire::RunningSpeedCadence& after(const walker::TruthStride& stride) const {
    const double told_us = (stride.t_flat_s + 0.4) * 1e6;
    const auto at = std::find_if(foot.measured.begin(), foot.measured.end(),
                                 [&](const ImuSample& s) { return static_cast<double>(s.t_us) > told_us; });
    return seen[static_cast<std::size_t>(at - foot.measured.begin())];
  }

  ShoeStrides strides;
  walker::FootWalk foot;
  std::vector<wire::RunningSpeedCadence> seen;
  std::uint64_t now_us = 0;
  std::size_t told = 0;  ///< strides
};

}  // namespace

TEST_CASE("The battery's level is percent, or nothing") {
  CHECK(battery_level({.mv = 3987, .pct = 82}) == 82);
  CHECK_FALSE(battery_level({}));
}

TEST_CASE("Walking forward and backward, the watch shows the speed, one foot's cadence and the distance that were") {
  const WatchedWalk walk(GENERATE("forward", "backward-good", "backward-slow"));
  const std::size_t last = walk.foot.strides.size() / 2;
  const auto* strides = &walk.foot.strides[last - 3];
  const double time_s = (strides[3].t_landed_s - strides[0].t_landed_s) / 3;
  const double length_m = (strides[1].length_m + strides[2].length_m + strides[3].length_m) / 3;
  const wire::RunningSpeedCadence& m = walk.after(strides[3]);
  CHECK(m.cadence_per_min == Approx(60 / time_s).epsilon(0.01));
  REQUIRE(m.stride_length_m);
  CHECK(*m.stride_length_m == Approx(length_m).epsilon(0.05));
  CHECK(m.speed_mps == Approx(length_m / time_s).epsilon(0.05));
  CHECK_FALSE(m.running);
  double walked_m = 0;
  for (const auto& stride : walk.foot.strides) {
    walked_m += stride.length_m;
  }
  CHECK(*walk.seen.back().distance_m == Approx(walked_m).epsilon(0.05));
}

TEST_CASE("The shoe hears of each stride, by which it knows that somebody walks") {
  const WatchedWalk walk("backward-good");
  CHECK(walk.told == walk.foot.strides.size());
}

TEST_CASE("Four seconds after the last stride a watch shows standing, and the distance stays") {
  const WatchedWalk walk("backward-good");
  const wire::RunningSpeedCadence standing = walk.strides.measurement(walk.now_us + 4'000'000);
  CHECK(standing.speed_mps == 0);
  CHECK(standing.cadence_per_min == 0);
  CHECK_FALSE(standing.stride_length_m);
  CHECK(standing.distance_m == walk.seen.back().distance_m);
  CHECK(walk.seen.front().speed_mps == 0);
}
