#include <catch2/catch.hpp>
#include <string>

#include "data/walker/presets.h"
#include "data/walker/walker.h"
#include "host/base/file.h"
#include "host/source/recording_source.h"

using namespace backstep;

// The library's maths may differ by a last digit between machines; a count rounds it away but for rare ties.
constexpr double kOneCount = 1.01;

TEST_CASE("Each shipped walk is what its preset and seed 1 make") {
  for (const char* name :
       {"backward-good", "backward-heel-first", "backward-overstriding", "backward-slow", "mixed-with-turns"}) {
    INFO(name);
    const walker::WalkerConfig config = *walker::preset(name);
    const walker::Walk walk = walker::walk(config, 1);
    auto source = host::open_recording(host::open_input(std::string(BACKSTEP_SOURCE_DIR "/data/") + name + ".gait"));
    REQUIRE(source.has_value());
    std::size_t seen[2] = {0, 0};
    std::size_t different = 0;
    while (const auto reading = (*source)->next()) {
      const auto foot = index(reading->foot);
      const auto& samples = walk.feet[foot].measured;
      REQUIRE(seen[foot] < samples.size());
      const ImuSample& made = samples[seen[foot]++];
      REQUIRE(std::abs(reading->sample.t_us - made.t_us) <= 100);
      const double acc = (reading->sample.acc_mps2 - made.acc_mps2).cwiseAbs().maxCoeff() / config.sensor.acc_lsb_mps2;
      const double gyr =
          (reading->sample.gyr_radps - made.gyr_radps).cwiseAbs().maxCoeff() / config.sensor.gyr_lsb_radps;
      REQUIRE(acc < kOneCount);
      REQUIRE(gyr < kOneCount);
      different += acc > 0.01 || gyr > 0.01;
    }
    CHECK(different <= 3);
    CHECK(seen[0] == walk.feet[0].measured.size());
    CHECK(seen[1] == walk.feet[1].measured.size());
  }
}
