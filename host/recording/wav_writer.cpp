#include "host/recording/wav_writer.h"

#include <fmt/core.h>
#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/whole_file.h"
#include "host/recording/full_scale.h"
#include "host/recording/sound_bytes.h"
#include "host/recording/wav_grid.h"

namespace backstep::host {
namespace {

constexpr int kChannels = 6;
constexpr double kCounts = 1 << 23;  // 24 bit
constexpr double kFlacLevel = 0;     // 0..1: blocks of 1152 frames instead of 4096; measured: 4 % larger

double largest(const UniformTrack& track, std::size_t first) {
  double value = 0;
  for (const auto& frame : track.frames) {
    for (std::size_t c = first; c < first + 3; ++c) value = std::max(value, std::abs(frame[c]));
  }
  return value;
}

WavDescription describe(const UniformTrack& track, const WavOptions& options) {
  WavDescription description;
  description.foot = options.foot;
  description.start_s = track.start_s;
  description.rate_hz = track.rate_hz;
  description.frames = track.frames.size();
  description.acc_full_scale_mps2 = full_scale(largest(track, 0), 2 * kGravity_mps2, kCounts, kCounts - 1);
  description.gyr_full_scale_radps = full_scale(largest(track, 3), deg_to_rad(125), kCounts, kCounts - 1);
  description.resampled = track.resampled;
  description.time_error_s = track.time_error_s;
  description.toes_axis = options.toes_axis;
  description.common_clock = options.common_clock;
  description.start_utc_us = options.start_utc_us;
  description.gaps = track.gaps.size();
  return description;
}

tl::unexpected<Error> cannot_write(const std::filesystem::path& path, const char* why) {
  return fail({.kind = ErrorKind::output,
               .where = path.string(),
               .what = fmt::format("cannot be written ({})", why),
               .todo = "Make room, or choose another place for it"});
}

/// The audio file.
Result<std::string> encode(const UniformTrack& track, const WavDescription& description, const WavOptions& options,
                           const std::filesystem::path& path) {
  SF_INFO info{};
  info.samplerate = std::max(1, static_cast<int>(std::lround(description.rate_hz)));
  info.channels = kChannels;
  info.format = (options.format == AudioFormat::flac ? SF_FORMAT_FLAC : SF_FORMAT_WAV) | SF_FORMAT_PCM_24;
  SoundBytes file;
  SF_VIRTUAL_IO io = sound_bytes_io();
  SNDFILE* const sound = sf_open_virtual(&io, SFM_WRITE, &info, &file);
  if (sound == nullptr) return cannot_write(path, sf_strerror(nullptr));
  if (options.format == AudioFormat::flac) {  // what a wrong bit costs is its block
    double level = kFlacLevel;
    sf_command(sound, SFC_SET_COMPRESSION_LEVEL, &level, sizeof level);
  }
  const std::string title = options.foot == Foot::left ? "left foot" : "right foot";
  sf_set_string(sound, SF_STR_TITLE, title.c_str());
  sf_set_string(sound, SF_STR_SOFTWARE, options.software.c_str());
  sf_set_string(sound, SF_STR_COMMENT, wav_description_json(description).c_str());
  sf_count_t written = 0;
  for (const auto& frame : track.frames) {
    std::array<int, kChannels> counts{};
    for (std::size_t c = 0; c < counts.size(); ++c) {
      const double full = c < 3 ? description.acc_full_scale_mps2 : description.gyr_full_scale_radps;
      counts[c] =
          static_cast<int>(std::lround(frame[c] * kCounts / full)) * 256;  // libsndfile keeps the upper 24 of 32 bits
    }
    written += sf_writef_int(sound, counts.data(), 1);
  }
  const int error = sf_error(sound), closed = sf_close(sound);
  if (error != 0 || closed != 0) return cannot_write(path, sf_error_number(error != 0 ? error : closed));
  if (written != static_cast<sf_count_t>(track.frames.size())) return cannot_write(path, "not all samples fit it");
  return std::move(file.bytes);
}

/// Both or, but for a failure between two renames, none: nobody takes half a walk for a walk.
Result<void> write_whole(std::span<const std::pair<std::filesystem::path, std::string>> files) {
  std::vector<WholeFile> whole;
  for (const auto& [path, bytes] : files) {
    auto file = WholeFile::create(path, WholeFile::Kind::table);
    if (!file) return cannot_write(path, std::strerror(file.error()));
    const bool written =
        std::fwrite(bytes.data(), 1, bytes.size(), file->stream()) == bytes.size() && std::fflush(file->stream()) == 0;
    if (!written) return cannot_write(path, std::strerror(errno));
    whole.push_back(std::move(*file));
  }
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (const int error = whole[i].commit(); error != 0) return cannot_write(files[i].first, std::strerror(error));
  }
  return {};
}

}  // namespace

Result<WavDescription> write_wav(std::span<const ImuSample> samples, const WavOptions& options,
                                 const std::filesystem::path& path) {
  const auto track = make_uniform(samples);
  if (!track) return tl::make_unexpected(track.error());
  const WavDescription description = describe(*track, options);
  auto audio = encode(*track, description, options, path);
  if (!audio) return tl::make_unexpected(audio.error());
  const std::array<std::pair<std::filesystem::path, std::string>, 2> files = {
      {{path, std::move(*audio)}, {wav_sidecar(path), wav_sidecar_json(description, track->gaps)}}};
  if (auto written = write_whole(files); !written) return tl::make_unexpected(written.error());
  return description;
}

}  // namespace backstep::host
