#include "host/recording/wav_reader.h"
#include "host/recording/wav_writer.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "tests/host/csv_test_file.h"

using namespace backstep;
using namespace backstep::host;
using namespace backstep::test;
using Catch::Contains;

namespace {

/// Writes and reads back, both files removed afterwards.
WavTrack round_trip(const std::vector<ImuSample>& samples, const WavOptions& options = {}) {
  const TemporaryFile file("walk.audio");
  const TemporaryFile sidecar("walk.audio.json");
  const auto written = write_wav(samples, options, file.path());
  INFO((written ? "" : written.error().message()));
  REQUIRE(written);
  auto back = read_wav(file.path());
  INFO((back ? "" : back.error().message()));
  REQUIRE(back);
  return *back;
}

void check_values(const WavTrack& back, const std::vector<ImuSample>& truth) {
  const double acc_mps2 = back.description.acc_full_scale_mps2 / (1 << 24) * 1.001;  // half a count
  const double gyr_radps = back.description.gyr_full_scale_radps / (1 << 24) * 1.001;
  REQUIRE(back.track.samples.size() == truth.size());
  for (std::size_t i = 0; i < truth.size(); ++i) {
    REQUIRE(std::abs(back.track.samples[i].t_us - truth[i].t_us) <= 100);
    REQUIRE((back.track.samples[i].acc_mps2 - truth[i].acc_mps2).cwiseAbs().maxCoeff() <= acc_mps2);
    REQUIRE((back.track.samples[i].gyr_radps - truth[i].gyr_radps).cwiseAbs().maxCoeff() <= gyr_radps);
    REQUIRE(back.track.samples[i].flags == truth[i].flags);
  }
}

}  // namespace

TEST_CASE("Audio of another gravity is refused, and no unit is asked for: its description has one") {
  std::vector<ImuSample> heavy = steps();
  for (ImuSample& s : heavy) s.acc_mps2 *= 1.2;
  const TemporaryFile file("heavy.wav"), sidecar("heavy.wav.json");
  REQUIRE(write_wav(heavy, {}, file.path()));
  const auto read = read_wav(file.path());
  REQUIRE_FALSE(read);
  CHECK_THAT(read.error().message(), Contains("gravity reads 11.8 m/s2"));
  CHECK(read.error().hint == Hint::none);
}

TEST_CASE("An even walk comes back from WAV and FLAC within half a count of 24 bits") {
  WavOptions options;
  options.format = GENERATE(AudioFormat::wav, AudioFormat::flac);
  options.foot = Foot::right;
  options.common_clock = true;
  options.start_utc_us = 1'700'000'000'000'000;
  const double rate_hz = GENERATE(100.0, 204.8, 370.37);
  std::vector<ImuSample> truth = steps(6, rate_hz);
  for (ImuSample& s : truth) s.t_us += 12'345'678;
  const WavTrack back = round_trip(truth, options);
  check_values(back, truth);
  CHECK_FALSE(back.description.resampled);
  CHECK(back.description.foot == Foot::right);
  CHECK(back.description.common_clock);
  CHECK(back.description.start_utc_us == options.start_utc_us);
  CHECK(back.description.rate_hz == Approx(rate_hz).epsilon(1e-6));
  CHECK(back.track.warnings.empty());
}

TEST_CASE("Gaps, long ones and single samples, come back as gaps") {
  std::vector<ImuSample> truth = steps();
  truth[800].flags |= kAfterGap;
  truth.erase(truth.begin() + 799);
  truth[300].flags |= kAfterGap;
  truth.erase(truth.begin() + 250, truth.begin() + 300);
  const WavTrack back = round_trip(truth);
  check_values(back, truth);
  CHECK(back.description.gaps == 2);
}

TEST_CASE("Without its sidecar a file with gaps is read, and the loss told") {
  std::vector<ImuSample> truth = steps();
  truth.erase(truth.begin() + 250, truth.begin() + 300);
  const TemporaryFile file("bare.wav");
  REQUIRE(write_wav(truth, {}, file.path()));
  std::filesystem::remove(wav_sidecar(file.path()));
  const auto back = read_wav(file.path());
  REQUIRE(back);
  CHECK(back->track.samples.size() == truth.size() + 50);
  CHECK_THAT(back->track.warnings.at(0).text, Contains("1 gaps in time cannot be told"));
}

TEST_CASE("An uneven walk is put on even times, exactly where it is quadratic in time") {
  std::vector<ImuSample> uneven;
  for (int i = 0; i < 1000; ++i) {
    ImuSample s;
    s.t_us = 5000 * i + (i * 7919) % 1600;  // up to a third of an interval off
    const double t_s = static_cast<double>(s.t_us) * 1e-6;
    s.acc_mps2 = Vec3(t_s, 0.3 * t_s * t_s, kGravity_mps2);
    s.gyr_radps = Vec3(1 - t_s, 0.1 * t_s * t_s, 0.5);
    uneven.push_back(s);
  }
  const auto track = make_uniform(uneven);
  REQUIRE(track);
  CHECK(track->resampled);
  CHECK(track->rate_hz == Approx(200).epsilon(1e-4));
  // The ends have one neighbour only: there the spline is exact for straight lines.
  for (std::size_t i = 2; i + 4 < track->frames.size(); ++i) {
    const double t_s = track->start_s + static_cast<double>(i) / track->rate_hz;
    REQUIRE(track->frames[i][0] == Approx(t_s).margin(1e-9));
    REQUIRE(track->frames[i][1] == Approx(0.3 * t_s * t_s).margin(1e-9));
    REQUIRE(track->frames[i][4] == Approx(0.1 * t_s * t_s).margin(1e-9));
  }
}

TEST_CASE("Resampling never reaches across a gap") {
  std::vector<ImuSample> uneven = steps();
  for (std::size_t i = 0; i < uneven.size(); ++i) uneven[i].t_us += i % 2 == 0 ? 0 : 1000;
  uneven.erase(uneven.begin() + 250, uneven.begin() + 300);
  for (std::size_t i = 250; i < uneven.size(); ++i) uneven[i].acc_mps2.x() += 50;  // a step that would smear
  const auto track = make_uniform(uneven);
  REQUIRE(track);
  REQUIRE(track->gaps.size() == 1);
  CHECK(track->gaps[0].missing == Approx(50).margin(1));
  for (std::size_t i = 0; i < track->frames.size(); ++i) {
    const double x = track->frames[i][0];
    REQUIRE((x < 10 || x > 40));
  }
}

TEST_CASE("Even times cover the samples and never leave their range of time") {
  CHECK(rc::check("for any jitter", [] {
    std::vector<ImuSample> samples;
    std::int64_t t_us = *rc::gen::inRange(-1'000'000, 1'000'000);
    const auto steps_us = *rc::gen::container<std::vector<int>>(rc::gen::inRange(1000, 60'000));
    RC_PRE(steps_us.size() > 3U);
    for (const int step_us : steps_us) {
      ImuSample s;
      s.t_us = t_us += step_us;
      s.gyr_radps.x() = static_cast<double>(step_us);
      samples.push_back(s);
    }
    const auto track = make_uniform(samples);
    RC_ASSERT(track.has_value());
    const double end_s = track->start_s + static_cast<double>(track->frames.size() - 1) / track->rate_hz;
    const double first_s = static_cast<double>(samples.front().t_us) * 1e-6;
    const double last_s = static_cast<double>(samples.back().t_us) * 1e-6;
    RC_ASSERT(track->start_s > first_s - 1e-3);
    RC_ASSERT(end_s < last_s + 1e-3);
    for (const auto& frame : track->frames) {
      RC_ASSERT(std::isfinite(frame[3]));
    }
  }));
}

TEST_CASE("Values beyond the usual ranges still fit") {
  std::vector<ImuSample> truth = steps();
  for (std::size_t i = 500; i < 520; ++i) truth[i].acc_mps2.z() = 1500 + static_cast<double>(i);
  const WavTrack back = round_trip(truth);
  CHECK(back.description.acc_full_scale_mps2 == Approx(256 * kGravity_mps2));
  check_values(back, truth);
}

TEST_CASE("Audio that is no walk is refused with the reason") {
  const TemporaryFile text("song.wav", "not audio at all");
  CHECK_THAT(read_wav(text.path()).error().message(), Contains("song.wav: expected a WAV or FLAC file"));
  CHECK_THAT(read_wav("/nowhere/walk.wav").error().message(), Contains("no such file"));
  CHECK_THAT(parse_wav_description("", "song.wav").error().message(),
             Contains("song.wav: no description of its channels"));
  CHECK_THAT(parse_wav_description(R"({"format":"backstep-imu-audio","version":9})", "w").error().message(),
             Contains("a version this program does not know"));
  CHECK_THAT(parse_wav_description(R"({"format":"backstep-imu-audio","version":1})", "w").error().message(),
             Contains("no description"));
  CHECK_THAT(parse_wav_gaps(R"({"gaps":[{"frame":90,"missing":20}]})", 100, "w.json").error().message(),
             Contains("does not fit the 100 frames"));
}

TEST_CASE("Audio of more or fewer samples a second than a walk can be told from is refused") {
  const TemporaryFile file("rate.wav");
  const TemporaryFile sidecar("rate.wav.json");
  for (const auto& [rate_hz, why] : {std::pair(10.0, "10 samples per second, expected at least 50"),
                                     std::pair(1020.0, "samples per second, expected at most 1000")}) {
    REQUIRE(write_wav(steps(20, rate_hz), {}, file.path()));
    CHECK_THAT(read_wav(file.path()).error().message(), Contains(why));
  }
}

TEST_CASE("A WAV file with sizes that cannot be is refused, and one cut short is read as far as it goes") {
  const TemporaryFile file("odd.wav");
  REQUIRE(write_wav(steps(), {}, file.path()));
  std::string bytes;
  {
    std::ifstream in(file.path(), std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
  }
  const auto with_size = [&](std::size_t at, const std::string& size) {
    std::string changed = bytes;
    changed.replace(at, 4, size);
    std::ofstream(file.path(), std::ios::binary) << changed;
  };
  // libsndfile would take the size of the title for -8, and look at the title again, for ever.
  with_size(bytes.find("INAM") + 4, std::string("\xF8\xFF\xFF\xFF"));
  CHECK_THAT(read_wav(file.path()).error().message(),
             Contains(": damaged: something of") && Contains("4294967288 bytes"));
  with_size(bytes.find("LIST") + 4, std::string("\xF8\xFF\xFF\x7F"));
  CHECK_THAT(read_wav(file.path()).error().message(), Contains(": damaged: something of"));
  std::ofstream(file.path(), std::ios::binary) << bytes.substr(0, bytes.size() / 2);
  const auto half = read_wav(file.path());
  REQUIRE(half);
  CHECK(half->track.samples.size() > steps().size() / 3);
}

TEST_CASE("A gap of hours is refused, with what to do") {
  std::vector<ImuSample> samples = steps();
  for (std::size_t i = 600; i < samples.size(); ++i) samples[i].t_us += 7'200'000'000;
  CHECK_THAT(make_uniform(samples).error().message(), Contains("Export the walk as CSV"));
}
