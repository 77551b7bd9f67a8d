#include "host/recording/wav_file.h"

#include <fmt/core.h>
#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <iterator>
#include <memory>

#include "host/recording/wav_chunks.h"

namespace backstep::host {
namespace {

constexpr int kChannels = 6;
constexpr double kCounts = 1 << 23;  // 24 bit

struct CloseSound {
  void operator()(SNDFILE* file) const { sf_close(file); }
};
using Sound = std::unique_ptr<SNDFILE, CloseSound>;

/// The least full scale of `smallest` * 2^n at which `largest` still fits below the last count.
double full_scale(double largest, double smallest) {
  double full = smallest;
  while (largest * kCounts / full > kCounts - 1) full *= 2;
  return full;
}

double largest(const UniformTrack& track, std::size_t first) {
  double value = 0;
  for (const auto& frame : track.frames) {
    for (std::size_t c = first; c < first + 3; ++c) value = std::max(value, std::abs(frame[c]));
  }
  return value;
}

tl::unexpected<Error> cannot_write(const std::filesystem::path& path, const char* why) {
  return fail(fmt::format("cannot write {}: {} Choose another place for it.", path.string(), why));
}

Result<void> write_frames(const UniformTrack& track, const WavDescription& description, const WavOptions& options,
                          const std::filesystem::path& path, const std::filesystem::path& partial) {
  SF_INFO info{};
  info.samplerate = std::max(1, static_cast<int>(std::lround(description.rate_hz)));
  info.channels = kChannels;
  info.format = (options.format == AudioFormat::flac ? SF_FORMAT_FLAC : SF_FORMAT_WAV) | SF_FORMAT_PCM_24;
  const Sound sound(sf_open(partial.c_str(), SFM_WRITE, &info));
  if (!sound) return cannot_write(path, sf_strerror(nullptr));
  const std::string title = options.foot == Foot::left ? "left foot" : "right foot";
  sf_set_string(sound.get(), SF_STR_TITLE, title.c_str());
  sf_set_string(sound.get(), SF_STR_SOFTWARE, options.software.c_str());
  sf_set_string(sound.get(), SF_STR_COMMENT, wav_description_json(description).c_str());
  for (const auto& frame : track.frames) {
    std::array<int, kChannels> counts{};
    for (std::size_t c = 0; c < counts.size(); ++c) {
      const double full = c < 3 ? description.acc_full_scale_mps2 : description.gyr_full_scale_radps;
      counts[c] =
          static_cast<int>(std::lround(frame[c] * kCounts / full)) * 256;  // libsndfile keeps the upper 24 of 32 bits
    }
    if (sf_writef_int(sound.get(), counts.data(), 1) != 1) return cannot_write(path, sf_strerror(sound.get()));
  }
  return {};
}

/// Takes the frames out that stand for nothing, and marks the samples after them.
void drop_gaps(const std::vector<UniformTrack::Gap>& gaps, Track& track) {
  std::vector<ImuSample> kept;
  kept.reserve(track.samples.size());
  std::size_t next = 0;
  for (const UniformTrack::Gap& gap : gaps) {
    if (gap.first + gap.missing >= track.samples.size()) break;  // of a file cut short
    kept.insert(kept.end(), track.samples.begin() + static_cast<std::ptrdiff_t>(next),
                track.samples.begin() + static_cast<std::ptrdiff_t>(gap.first));
    next = gap.first + gap.missing;
    track.samples[next].flags |= kAfterGap;
  }
  kept.insert(kept.end(), track.samples.begin() + static_cast<std::ptrdiff_t>(next), track.samples.end());
  track.samples = std::move(kept);
}

}  // namespace

std::filesystem::path wav_sidecar(const std::filesystem::path& path) { return path.string() + ".json"; }

Result<WavDescription> write_wav(std::span<const ImuSample> samples, const WavOptions& options,
                                 const std::filesystem::path& path) {
  auto track = make_uniform(samples);
  if (!track) return tl::make_unexpected(track.error());
  WavDescription description;
  description.foot = options.foot;
  description.start_s = track->start_s;
  description.rate_hz = track->rate_hz;
  description.acc_full_scale_mps2 = full_scale(largest(*track, 0), 2 * kGravity_mps2);
  description.gyr_full_scale_radps = full_scale(largest(*track, 3), deg_to_rad(125));
  description.resampled = track->resampled;
  description.time_error_s = track->time_error_s;
  description.common_clock = options.common_clock;
  description.start_utc_us = options.start_utc_us;
  description.gaps = track->gaps.size();

  // Under another name until it is whole, so that nobody takes half a walk for a walk.
  const std::filesystem::path partial = path.string() + ".partial";
  std::error_code error;
  if (auto written = write_frames(*track, description, options, path, partial); !written) {
    std::filesystem::remove(partial, error);
    return tl::make_unexpected(written.error());
  }
  std::filesystem::rename(partial, path, error);
  if (error) return cannot_write(path, (error.message() + ".").c_str());
  std::ofstream sidecar(wav_sidecar(path), std::ios::binary);
  sidecar << wav_sidecar_json(description, track->gaps) << std::flush;
  if (!sidecar) return cannot_write(wav_sidecar(path), "the disk may be full.");
  return description;
}

Result<WavTrack> read_wav(const std::filesystem::path& path) {
  const std::string name = path.string();
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return fail(name + ": no such file. Check the name and the folder.");
  if (auto chunks = check_wav_chunks(path); !chunks) return tl::make_unexpected(chunks.error());
  SF_INFO info{};
  const Sound sound(sf_open(path.c_str(), SFM_READ, &info));
  if (!sound) {
    return fail(fmt::format("{}: expected a WAV or FLAC file, found something else ({}). Check which file it is.", name,
                            sf_strerror(nullptr)));
  }
  const char* const comment = sf_get_string(sound.get(), SF_STR_COMMENT);
  auto description = parse_wav_description(comment != nullptr ? comment : "", name);
  if (!description) return tl::make_unexpected(description.error());
  if (info.channels != kChannels) {
    return fail(fmt::format("{}: {} channels, expected 6: acc_x acc_y acc_z gyr_x gyr_y gyr_z. Export the walk again.",
                            name, info.channels));
  }

  WavTrack out{*description, {}};
  Track& track = out.track;
  track.name = name;
  std::array<double, kChannels> frame{};
  for (std::size_t n = 0; sf_readf_double(sound.get(), frame.data(), 1) == 1; ++n) {
    ImuSample sample;
    const double t_s = description->start_s + static_cast<double>(n) / description->rate_hz;
    sample.t_us = std::llround(t_s * 1e6);
    sample.acc_mps2 = description->acc_full_scale_mps2 * Vec3(frame[0], frame[1], frame[2]);
    sample.gyr_radps = description->gyr_full_scale_radps * Vec3(frame[3], frame[4], frame[5]);
    track.samples.push_back(sample);
  }
  if (static_cast<sf_count_t>(track.samples.size()) != info.frames) {
    track.warnings.push_back(
        fmt::format("{}: damaged, only {} of {} frames can be read.", name, track.samples.size(), info.frames));
  }

  std::ifstream sidecar(wav_sidecar(path), std::ios::binary);
  if (sidecar) {
    const std::string json{std::istreambuf_iterator<char>(sidecar), {}};
    const auto gaps = parse_wav_gaps(json, static_cast<std::size_t>(info.frames), wav_sidecar(path).string());
    if (!gaps) return tl::make_unexpected(gaps.error());
    drop_gaps(*gaps, track);
  } else if (description->gaps > 0) {
    track.warnings.push_back(
        fmt::format("{}: {} gaps in time cannot be told from samples, as {} is missing. Keep it beside "
                    "the audio file.",
                    name, description->gaps, wav_sidecar(path).string()));
  }
  if (auto finished = finish_track(track); !finished) return tl::make_unexpected(finished.error());
  return out;
}

}  // namespace backstep::host
