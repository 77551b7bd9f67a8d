// Audio that is cut short or damaged, and disks that are full.
#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "host/recording/wav_chunks.h"
#include "host/recording/wav_reader.h"
#include "host/recording/wav_writer.h"
#include "tests/host/csv_test_file.h"

using namespace backstep;
using namespace backstep::host;
using namespace backstep::test;
using Catch::Contains;

namespace {

constexpr std::size_t kBlock = 1152;   // frames of FLAC
constexpr std::size_t kWavFrame = 18;  // bytes

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A written walk whose bytes can be changed.
class Audio {
 public:
  explicit Audio(AudioFormat format, const std::vector<ImuSample>& samples) {
    WavOptions options;
    options.format = format;
    REQUIRE(write_wav(samples, options, file_.path()));
    bytes_ = bytes_of(file_.path());
    whole_ = read_wav(file_.path())->track.samples;
  }

  std::size_t size() const { return bytes_.size(); }
  char byte(std::size_t at) const { return bytes_[at]; }
  const std::vector<ImuSample>& whole() const { return whole_; }

  Result<WavTrack> cut(std::size_t size) const { return changed(bytes_.substr(0, size)); }
  Result<WavTrack> with(std::size_t at, const std::string& bytes) const {
    return changed(std::string(bytes_).replace(at, bytes.size(), bytes));
  }
  Result<WavTrack> flipped(std::size_t at) const { return with(at, std::string(1, static_cast<char>(bytes_[at] ^ 4))); }

  /// `read`: of this walk's samples the first ones, and the loss of the others told in one sentence.
  void check_first_ones(const Result<WavTrack>& read) const {
    INFO((read ? "" : read.error().message()));
    REQUIRE(read);
    const auto& kept = read->track.samples;
    REQUIRE(kept.size() < whole_.size());
    CHECK(read->damaged);
    REQUIRE_FALSE(read->track.warnings.empty());
    CHECK_THAT(read->track.warnings[0].text,
               Contains("damaged.audio") &&
                   Contains(fmt::format("only the first {} of {} samples are read", kept.size(), whole_.size())));
    bool same = true;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      same = same && kept[i].t_us == whole_[i].t_us && kept[i].acc_mps2 == whole_[i].acc_mps2 &&
             kept[i].gyr_radps == whole_[i].gyr_radps && kept[i].flags == whole_[i].flags;
    }
    CHECK(same);
  }

 private:
  Result<WavTrack> changed(const std::string& bytes) const {
    std::ofstream(file_.path(), std::ios::binary) << bytes;
    return read_wav(file_.path());
  }

  TemporaryFile file_{"damaged.audio"}, sidecar_{"damaged.audio.json"};
  std::string bytes_;
  std::vector<ImuSample> whole_;
};

}  // namespace

TEST_CASE("Of a WAV file that is cut short every sample before the cut is read, and the loss told") {
  const Audio wav(AudioFormat::wav, steps());
  for (const double share : {0.3, 0.5, 0.77, 0.999}) {
    const auto size = static_cast<std::size_t>(static_cast<double>(wav.size()) * share);
    const auto read = wav.cut(size);
    wav.check_first_ones(read);
    CHECK(read->track.samples.size() >= wav.whole().size() * size / wav.size() - 100);  // less what stands before them
  }
  CHECK_FALSE(wav.cut(wav.size())->damaged);
}

TEST_CASE("Of a FLAC file that is cut short every block before the cut is read, and the loss told") {
  const Audio flac(AudioFormat::flac, steps(60));
  std::size_t before = 0;
  for (const double share : {0.15, 0.3, 0.5, 0.7, 0.9, 0.9999}) {
    const auto read = flac.cut(static_cast<std::size_t>(static_cast<double>(flac.size()) * share));
    flac.check_first_ones(read);
    CHECK(read->track.samples.size() % kBlock == 0);
    CHECK(read->track.samples.size() >= before);
    before = read->track.samples.size();
  }
  CHECK(before == 12000 / kBlock * kBlock);
}

TEST_CASE("Of a FLAC file with one wrong bit every block before it is read, none made up, and the loss told") {
  const Audio flac(AudioFormat::flac, steps(60));
  for (const double share : {0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.9999}) {
    const auto read = flac.flipped(static_cast<std::size_t>(static_cast<double>(flac.size()) * share));
    flac.check_first_ones(read);
    CHECK(read->track.samples.size() % kBlock == 0);
  }
}

TEST_CASE("A FLAC file that does not say how many frames it holds is whole when it ends as it should") {
  const Audio flac(AudioFormat::flac, steps(60));
  const std::size_t count = 4 + 4 + 13;  // RFC 9639, 8.2: 36 bits, after the signature, a block's header and 13 bytes
  const auto high = static_cast<char>(flac.byte(count) & 0xF0);
  const auto unsaid = flac.with(count, high + std::string(4, '\0'));
  REQUIRE(unsaid);
  CHECK_FALSE(unsaid->damaged);
  CHECK(unsaid->track.samples.size() == 12000);
  flac.check_first_ones(flac.with(count, high + std::string("\0\0\x20\0", 4)));  // 8192, less than were written
}

TEST_CASE("Audio that is cut before its first sample is refused") {
  const Audio flac(AudioFormat::flac, steps(60)), wav(AudioFormat::wav, steps());
  for (const double share : {0.02, 0.05, 0.08}) {
    const auto read = flac.cut(static_cast<std::size_t>(static_cast<double>(flac.size()) * share));
    REQUIRE_FALSE(read);
    CHECK(read.error().kind == ErrorKind::input);
    CHECK_THAT(read.error().message(),
               Contains("damaged.audio: cut short or damaged before its first sample of 12000"));
  }
  const std::size_t first_wav_sample = wav.size() - wav.whole().size() * kWavFrame;
  for (std::size_t size = 0; size < first_wav_sample + kWavFrame; ++size) {
    REQUIRE_FALSE(flac.cut(size));
    REQUIRE_FALSE(wav.cut(size));
  }
}

TEST_CASE("A cut within a gap, or before one, leaves no samples that nobody measured") {
  std::vector<ImuSample> samples = steps();
  samples.erase(samples.begin() + 900, samples.begin() + 950);
  samples.erase(samples.begin() + 500, samples.begin() + 600);
  const Audio wav(AudioFormat::wav, samples);
  const std::size_t before = wav.size() - 1200 * kWavFrame;
  const auto in_gap = wav.cut(before + 560 * kWavFrame);
  wav.check_first_ones(in_gap);
  CHECK(in_gap->track.samples.size() <= 500);
  const auto between = wav.cut(before + 800 * kWavFrame);
  wav.check_first_ones(between);
  CHECK(between->track.samples.size() <= 700);
}

TEST_CASE("A WAV file says in its own header how many frames it held") {
  const TemporaryFile file("stated.wav"), sidecar("stated.wav.json");
  REQUIRE(write_wav(steps(), {}, file.path()));
  std::filesystem::resize_file(file.path(), std::filesystem::file_size(file.path()) / 2);
  CHECK(stated_wav_frames(file.path()).value() == 1200U);
  const TemporaryFile text("stated.txt", "not audio at all");
  CHECK_FALSE(stated_wav_frames(text.path()).value().has_value());
}

TEST_CASE("A disk that is full is told, and leaves what had the names") {
  WavOptions options;
  options.format = GENERATE(AudioFormat::wav, AudioFormat::flac);
  const TemporaryFile file("full.audio", "before"), sidecar("full.audio.json", "before");
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &limit) == 0);
  ::signal(SIGXFSZ, SIG_IGN);
  const rlimit little{1000, limit.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &little) == 0);
  const auto written = write_wav(steps(), options, file.path());
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
  REQUIRE_FALSE(written);
  CHECK(written.error().kind == ErrorKind::output);
  CHECK_THAT(written.error().message(), Contains("full.audio: cannot be written (File too large)"));
  CHECK(bytes_of(file.path()) == "before");
  CHECK(bytes_of(sidecar.path()) == "before");
}
