#include "dsp/base/kept_sample.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

using namespace backstep;

TEST_CASE("Kept samples") {
  CHECK(rc::check("come back whole, whatever the time and however many were forgotten", [] {
    const auto n = *rc::gen::inRange<std::int64_t>(1, 3 * static_cast<std::int64_t>(kSwingCapacity));
    const auto first_us = *rc::gen::inRange<std::int64_t>(-kMaxTime_us, kMaxTime_us / 2);
    const auto step_us = *rc::gen::inRange<std::int64_t>(1, 500'000);  // up to FootConfig's gap_s
    const auto sample = [&](std::int64_t i) {
      const auto x = static_cast<Real>(i);
      return KeptSample{.t_us = first_us + i * step_us,
                        .acc_mps2 = Vec3(x, x + Real(0.25), -x),
                        .gyr_radps = Vec3(-x, 2 * x, x + Real(0.5)),
                        .flags = static_cast<std::uint8_t>(i % 8),
                        .uneven = i % 3 == 0};
    };
    SampleRing ring;
    for (std::int64_t i = 0; i < n; ++i) {
      ring.push(sample(i));
      ring.set_stillness(i, static_cast<Real>(i % 64) / 2, static_cast<Real>(i % 64) / 4);
    }
    RC_ASSERT(ring.end() == n);
    RC_ASSERT(ring.end() - ring.begin() == std::min<std::int64_t>(n, kSwingCapacity));
    for (std::int64_t i = ring.begin(); i < n; ++i) {
      const KeptSample expected = sample(i), kept = ring[i];
      const bool same = kept.t_us == expected.t_us && kept.acc_mps2 == expected.acc_mps2 &&
                        kept.gyr_radps == expected.gyr_radps && kept.unrest_radps == static_cast<Real>(i % 64) / 2 &&
                        kept.quick_radps == static_cast<Real>(i % 64) / 4 && kept.flags == expected.flags &&
                        kept.uneven == expected.uneven;
      RC_ASSERT(same);
    }
  }));
}

TEST_CASE("Stillness is kept to half a milliradian per second, and no longer told apart beyond what no rest has") {
  SampleRing ring;
  ring.push({});
  ring.set_stillness(0, Real(0.1234), Real(500));
  CHECK(ring[0].unrest_radps == Approx(0.1234).margin(0.00025));
  CHECK(ring[0].quick_radps > 31);
}
