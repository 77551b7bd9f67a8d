#include "host/source/recording_findings.h"
#include "host/base/file.h"
#include "host/recording/recording_file.h"

#include <catch2/catch.hpp>

#include "host/ingest/session_ingest.h"
#include "host/source/recording_source.h"
#include "tests/host/gait_fixture.h"

using namespace backstep;
using namespace backstep::host;

namespace {

/// A left foot that stands still for 4 s and then turns for 16 s, changed by `change(sample, device, number)`.
template <class Change>
std::vector<Finding> findings_of(RecordedDevice device, Change change, std::int64_t delay_per_s_us = 0,
                                 const FootDiagnosis& diagnosis = {}) {
  const TemporaryPath file("walk.gait");
  RecordingHeader header = test_header();
  header.devices[0] = device;
  header.devices[1].reset();
  auto writer = GaitWriter::create(new_recording(file.path()), header);
  SamplePacker packer(device);
  const auto write = [&](const std::optional<SamplePacker::Packed>& p) {
    if (p) {
      must(writer->write_packet(Foot::left, p->bytes.span(),
                                p->arrival_us + p->arrival_us * delay_per_s_us / 1'000'000));
    }
  };
  for (std::int64_t i = 0; i < 4000; ++i) {
    ImuSample s = test_sample(Foot::left, i * 5000);
    if (i < 800) {
      const double noise = 0.02 * static_cast<double>((i * 7919) % 11 - 5);
      s.acc_mps2 = Vec3(noise, 0.5 * noise, kGravity_mps2);
      s.gyr_radps = Vec3(0.1 * noise, -0.1 * noise, 0.05 * noise);
    }
    s.acc_mps2.z() += i % 2 == 0 ? 0.01 : 0;  // no real axis stands still
    if (change(s, i)) {
      write(packer.push(s));
    }
  }
  write(packer.flush());
  must(writer->finish());
  return findings("walk.gait", survey_recording(open_input(file.path())).value(), {diagnosis, {}});
}

RecordedDevice device() { return *test_header().devices[0]; }

void check_only(const std::vector<Finding>& found, const std::string& words) {
  REQUIRE(found.size() == 1);
  CHECK(found[0].where == "left");
  CHECK_THAT(found[0].what, Catch::Contains(words));
  CHECK_FALSE(found[0].todo.empty());
}

}  // namespace

TEST_CASE("A healthy recording has no findings") {
  const auto found = findings_of(device(), [](ImuSample&, std::int64_t) { return true; });
  CHECK(found.empty());
}

TEST_CASE("Each fault of a sensor is found, and only it") {
  SECTION("gravity too strong") {
    check_only(findings_of(device(), [](ImuSample& s, std::int64_t) { return s.acc_mps2 *= 1.06, true; }),
               "gravity at rest");
  }
  SECTION("a gyroscope that turns at rest") {
    check_only(findings_of(device(), [](ImuSample& s, std::int64_t) { return s.gyr_radps.y() += 0.4, true; }),
               "the gyroscope shows 22.9 deg/s at rest");
  }
  SECTION("a foot that never rests") {
    check_only(
        findings_of(device(), [](ImuSample& s, std::int64_t i) { return s.gyr_radps.x() += i % 2 == 0 ? 1 : 0, true; }),
        "never still");
  }
  SECTION("samples lost") {
    const auto found = findings_of(device(), [](ImuSample&, std::int64_t i) { return i < 1000 || i >= 1100; });
    check_only(found, "100 samples lost (2.5 %) in 1 gaps, the longest from 4.995 to 5.500 s");
    CHECK(found[0].at_us == 4'995'000);
  }
  SECTION("an axis that is dead") {
    check_only(findings_of(device(), [](ImuSample& s, std::int64_t) { return s.gyr_radps.z() = 0, true; }),
               "never changes: gyr z");
  }
  SECTION("a range that is too small") {
    RecordedDevice narrow = device();
    narrow.scales.gyr_range_radps = 4.8;
    check_only(findings_of(narrow, [](ImuSample&, std::int64_t) { return true; }),
               "at the end of the gyroscope's range");
  }
  SECTION("a rate other than stated") {
    RecordedDevice slower = device();
    slower.rate_hz = 180;
    check_only(findings_of(slower, [](ImuSample&, std::int64_t) { return true; }),
               "200.0 samples a second, its header says 180.0");
  }
  SECTION("a rate too low") {
    RecordedDevice slow = device();
    slow.rate_hz = 40;
    check_only(findings_of(slow, [](ImuSample&, std::int64_t i) { return i % 5 == 0; }), "at least 50 are needed");
  }
  SECTION("uneven times") {
    check_only(findings_of(device(), [](ImuSample& s, std::int64_t i) { return s.t_us += i % 2 * 3000, true; }),
               "sample times are uneven");
  }
  SECTION("a clock that runs fast") {
    check_only(findings_of(
                   device(), [](ImuSample&, std::int64_t) { return true; }, -500),
               "the device clock runs 500 ppm fast");
  }
}

TEST_CASE("What the analysis found against a sensor is found, once") {
  const auto same = [](ImuSample&, std::int64_t) { return true; };
  FootDiagnosis diagnosis;
  diagnosis.contradiction = Contradiction::rotation_against_force;
  diagnosis.closing_speed_mps = 2.04;
  check_only(findings_of(device(), same, 0, diagnosis), "do not belong together");
  diagnosis.contradiction = Contradiction::stuck_axis;
  diagnosis.stuck_axes = 1 << 5;
  check_only(findings_of(device(), same, 0, diagnosis), "gyr z never changes");  // stuck for a part of the time
  check_only(findings_of(
                 device(), [](ImuSample& s, std::int64_t) { return s.gyr_radps.z() = 0, true; }, 0, diagnosis),
             "never changes: gyr z");
  diagnosis = {};
  diagnosis.stand_ins = 24;
  check_only(findings_of(device(), same, 0, diagnosis), "24 samples stand for lost ones");
}

TEST_CASE("Most packets of a foot of no use: told by all, with what became of them, and no success") {
  const TemporaryPath file("stale.gait");
  auto writer = GaitWriter::create(new_recording(file.path()), test_header());
  for (const Foot foot : {Foot::left, Foot::right}) {
    SamplePacker packer(*test_header().devices[0]);
    for (std::int64_t t_us = 0; t_us < 4'000'000; t_us += 5000) {
      const auto packet = packer.push(test_sample(foot, t_us));
      for (int copies = packet ? (foot == Foot::left ? 3 : 1) : 0; copies > 0; --copies) {
        must(writer->write_packet(foot, packet->bytes.span(), packet->arrival_us));
      }
    }
  }
  must(writer->finish());
  const auto found = findings("stale.gait", survey_recording(open_input(file.path())).value());
  REQUIRE_FALSE(found.empty());
  CHECK(found[0].where == "left");
  CHECK_THAT(found[0].what, Catch::Contains("84 of 126 packets are not used: 84 came twice or too late"));
  const auto source = open_recording(open_input(file.path())).value();
  while (source->next()) {
  }
  CHECK(source->report().damaged);
  REQUIRE(source->report().warnings.size() == 1);
  CHECK_THAT(source->report().warnings[0].text, Catch::Contains("left foot: 84 of 126 packets are not used"));
}

TEST_CASE("A survey waits for late packets as analyze does: both count the same, however late they come") {
  const std::int64_t late_us = GENERATE(1'000'000, 70'000'000, 150'000'000);
  const TemporaryPath file("late.gait");
  auto writer = GaitWriter::create(new_recording(file.path()), test_header());
  SamplePacker packer(*test_header().devices[0]);
  std::optional<SamplePacker::Packed> late;
  std::size_t packets = 0;
  for (std::int64_t t_us = 0; t_us < 160'000'000; t_us += 5000) {
    if (const auto packet = packer.push(test_sample(Foot::left, t_us))) {
      if (++packets == 50) {
        late = packet;
        late->arrival_us += late_us;
        continue;
      }
      must(writer->write_packet(Foot::left, packet->bytes.span(), packet->arrival_us));
      if (late && packet->arrival_us >= late->arrival_us) {
        must(writer->write_packet(Foot::left, late->bytes.span(), packet->arrival_us));
        late.reset();
      }
    }
  }
  must(writer->finish());
  const auto source = open_recording(open_input(file.path())).value();
  while (source->next()) {
  }
  const FootCounters counters = survey_recording(open_input(file.path())).value().feet[0].counters;
  CHECK(counters.lost_samples == source->report().lost[0]);
  CHECK(counters.samples == source->report().samples[0]);
  CHECK(counters.lost_samples == (late_us < kWaitForAll_us ? 0 : 19));
}

TEST_CASE("A damaged file is the first finding") {
  const TemporaryPath file("cut.gait");
  write_test_walk(file.path(), 3);
  std::filesystem::resize_file(file.path(), std::filesystem::file_size(file.path()) - 50);
  const auto found = findings("cut.gait", survey_recording(open_input(file.path())).value());
  REQUIRE_FALSE(found.empty());
  CHECK(found[0].where == "file");
  CHECK(found[0].hint == Hint::recover);
  CHECK(found[0].hint_value == "cut.gait");
}

TEST_CASE("A survey tells when a shoe was without a link") {
  const TemporaryPath file("outage.gait");
  auto writer = GaitWriter::create(new_recording(file.path()), test_header());
  REQUIRE(writer);
  REQUIRE(writer->write_gap(Foot::right, 2'000'000, 22'500'000, "connection lost"));
  REQUIRE(writer->finish());
  const auto survey = survey_recording(open_input(file.path()));
  REQUIRE(survey);
  REQUIRE(survey->outages.size() == 1);
  CHECK(survey->outages[0].foot == Foot::right);
  CHECK(survey->outages[0].from_us == 2'000'000);
  CHECK(survey->outages[0].to_us == 22'500'000);
  CHECK(survey->outages[0].reason == "connection lost");
}
