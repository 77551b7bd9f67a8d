// Shoes that take more samples than the pipeline, and shoes whose rate no walk can be told from.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "data/walker/presets.h"
#include "data/walker/walker.h"
#include "host/base/file.h"
#include "host/ingest/sample_packer.h"
#include "host/recording/gait_header_codec.h"
#include "host/recording/queued_gait_writer.h"
#include "host/recording/recording_file.h"
#include "tests/firmware/shoe_fixture.h"
#include "tests/host/gait_fixture.h"
#include "tests/host/live_fixture.h"

using namespace backstep;
using namespace backstep::test;
using host::LiveSession;

namespace {

wire::Info shoe_of(double rate_hz) {
  wire::Info info = firmware::test::TestShoe().info();
  const auto rate = static_cast<float>(rate_hz);
  std::memcpy(reinterpret_cast<char*>(&info.device) + 8, &rate, sizeof rate);  // schemas/README.md
  return info;
}

struct Arrival {
  Foot foot;
  host::SamplePacker::Packed packet;
};

/// Both feet's packets of a simulated walk, each 20 ms after its last sample.
std::vector<Arrival> arrivals(const walker::Walk& walk, const wire::Info& shoe) {
  std::vector<Arrival> all;
  const auto device = host::recorded_device(shoe.device, nullptr);
  for (const Foot foot : kFeet) {
    host::SamplePacker packer(*device);
    const auto keep = [&](const std::optional<host::SamplePacker::Packed>& packet) {
      if (packet) {
        all.push_back({foot, *packet});
        all.back().packet.arrival_us += 20'000;
      }
    };
    for (const ImuSample& sample : walk.feet[index(foot)].measured) {
      keep(packer.push(sample));
    }
    keep(packer.flush());
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Arrival& a, const Arrival& b) { return a.packet.arrival_us < b.packet.arrival_us; });
  return all;
}

}  // namespace

TEST_CASE("From shoes of 512 and 1000 Hz the live table is that of the recording, which keeps every sample") {
  const double rate_hz = GENERATE(512.0, 1000.0);
  CAPTURE(rate_hz);
  walker::WalkerConfig config = *walker::preset("backward-good");
  config.sensor.rate_hz = rate_hz;
  const walker::Walk walk = walker::walk(config, 3);
  const host::TemporaryPath file("fast.gait");
  host::LiveSettings settings;
  settings.recorder = host::recorder_to(file.path());
  settings.start_utc_us = 1'700'000'000'000'000;
  settings.shoes = {shoe_of(rate_hz), shoe_of(rate_hz)};
  Table table;
  host::Sink* const sinks[] = {&table};
  auto session = LiveSession::start(settings, toes_forward, sinks);
  REQUIRE(session);
  for (const Arrival& a : arrivals(walk, *settings.shoes[0])) {
    REQUIRE((*session)->on_packet(a.foot, a.packet.bytes.span(), a.packet.arrival_us));
  }
  REQUIRE((*session)->finish());
  const auto rows = static_cast<std::size_t>(std::count(table.text.begin(), table.text.end(), '\n')) - 1;
  CHECK(rows == walk.feet[0].strides.size() + walk.feet[1].strides.size());
  CHECK(replayed(file.path(), host::Waiting::as_live) == table.text);
  CHECK(replayed(file.path(), host::Waiting::for_all) == table.text);
  auto source = host::open_recording(host::open_input(file.path()));
  REQUIRE(source);
  CHECK((*source)->info().rate_hz[0] == rate_hz);
  std::size_t samples = 0;
  while ((*source)->next()) {
    ++samples;
  }
  CHECK(samples == walk.feet[0].measured.size() + walk.feet[1].measured.size());
}

TEST_CASE("A shoe whose rate no walk can be told from is refused, and so is going on with its recording") {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (const auto& [rate_hz, why] :
       {std::pair(1.0, "1 samples per second, expected at least 50"), std::pair(3.0, "expected at least 50"),
        std::pair(0.0, "expected at least 50"), std::pair(-208.0, "expected at least 50"),
        std::pair(1011.0, "1011 samples per second, expected at most 1000"), std::pair(1e4, "expected at most 1000"),
        std::pair(1e6, "expected at most 1000"), std::pair(kInfinity, "no possible number of samples per second"),
        std::pair(std::nan(""), "no possible number of samples per second")}) {
    CAPTURE(rate_hz);
    host::LiveSettings settings;
    settings.shoes[1] = shoe_of(rate_hz);
    const auto started = LiveSession::start(settings, toes_forward, {});
    REQUIRE_FALSE(started);
    CHECK_THAT(started.error().message(),
               Catch::Contains("the sensor of the right foot takes") && Catch::Contains(why));

    const host::TemporaryPath file("odd.gait");
    host::RecordingHeader header;
    header.origin = host::kLiveOrigin;
    header.start_utc_us = 5;
    header.devices[1] = host::recorded_device(settings.shoes[1]->device, nullptr);
    host::must(host::GaitWriter::create(host::new_recording(file.path()), header)->finish());
    settings.recorder = host::recorder_to(file.path());
    auto point = host::find_resume_point(host::earlier_recording(file.path()));
    REQUIRE(point);
    const auto resumed = LiveSession::resume(settings, std::move(*point), toes_forward, {});
    REQUIRE_FALSE(resumed);
    CHECK_THAT(resumed.error().message(),
               Catch::Contains("odd.gait: by its header the sensor of the right foot takes") && Catch::Contains(why));
  }
}
