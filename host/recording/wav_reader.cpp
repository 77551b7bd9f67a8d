#include "host/recording/wav_reader.h"

#include <fmt/core.h>
#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "host/recording/wav_chunks.h"

namespace backstep::host {
namespace {

constexpr int kChannels = 6;

struct CloseSound {
  void operator()(SNDFILE* file) const { sf_close(file); }  // only read: nothing is lost with it
};
using Sound = std::unique_ptr<SNDFILE, CloseSound>;

/// Up to the end of the file, or to the first block that is damaged.
std::vector<ImuSample> read_frames(SNDFILE* sound, const WavDescription& description) {
  std::vector<ImuSample> samples;
  std::array<double, kChannels> frame{};
  // A damaged block of FLAC comes as zeros and an error.
  while (sf_readf_double(sound, frame.data(), 1) == 1 && sf_error(sound) == SF_ERR_NO_ERROR) {
    ImuSample sample;
    const double t_s = description.start_s + static_cast<double>(samples.size()) / description.rate_hz;
    sample.t_us = std::llround(t_s * 1e6);
    sample.acc_mps2 = description.acc_full_scale_mps2 * Vec3(frame[0], frame[1], frame[2]);
    sample.gyr_radps = description.gyr_full_scale_radps * Vec3(frame[3], frame[4], frame[5]);
    samples.push_back(sample);
  }
  return samples;
}

/// Takes the frames out that stand for nothing, and marks the samples after them.
void drop_gaps(const std::vector<UniformTrack::Gap>& gaps, Track& track) {
  std::vector<ImuSample> kept;
  kept.reserve(track.samples.size());
  const auto at = [&](std::size_t frame) { return track.samples.begin() + static_cast<std::ptrdiff_t>(frame); };
  std::size_t next = 0, end = track.samples.size();
  for (const UniformTrack::Gap& gap : gaps) {
    if (gap.first + gap.missing >= track.samples.size()) {  // of a file cut short: in the gap, or before it
      end = std::min(end, gap.first);
      break;
    }
    kept.insert(kept.end(), at(next), at(gap.first));
    next = gap.first + gap.missing;
    track.samples[next].flags |= kAfterGap;
  }
  kept.insert(kept.end(), at(next), at(end));
  track.samples = std::move(kept);
}

/// The gaps among the `frames` that the file once held.
Result<std::vector<UniformTrack::Gap>> read_gaps(const std::filesystem::path& path, std::size_t frames, WavTrack& out) {
  const std::string name = wav_sidecar(path).string();
  std::ifstream sidecar(name, std::ios::binary);
  if (sidecar) {
    return parse_wav_gaps(std::string{std::istreambuf_iterator<char>(sidecar), {}}, frames, name);
  }
  if (out.description.gaps > 0) {
    out.track.warnings.push_back(
        fmt::format("{}: {} gaps in time cannot be told from samples, as {} is missing. Keep it beside "
                    "the audio file.",
                    out.track.name, out.description.gaps, name));
  }
  return {};
}

/// `expected`: the samples that the file once held, as far as it says so.
Result<void> tell_damage(std::size_t expected, Track& track) {
  const std::string of = expected > track.samples.size() ? fmt::format(" of {}", expected) : std::string();
  if (track.samples.empty()) {
    return fail({.where = track.name,
                 .what = fmt::format("cut short or damaged before its first sample{}, so there is nothing to read", of),
                 .todo = "Copy or export it again"});
  }
  track.warnings.push_back(fmt::format(
      "{}: cut short or damaged, so only the first {}{} samples are read. Copy or export it again for the others.",
      track.name, track.samples.size(), of));
  return {};
}

}  // namespace

Result<WavTrack> read_wav(const std::filesystem::path& path) {
  const std::string name = path.string();
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    return fail({.where = name, .what = "no such file", .todo = "Check the name and the folder"});
  }
  const auto stated_by_wav = stated_wav_frames(path);
  if (!stated_by_wav) return tl::make_unexpected(stated_by_wav.error());
  SF_INFO info{};
  const Sound sound(sf_open(path.c_str(), SFM_READ, &info));
  if (!sound) {
    return fail({.where = name,
                 .expected = "a WAV or FLAC file",
                 .found = fmt::format("something else ({})", sf_strerror(nullptr)),
                 .todo = "Check which file it is"});
  }
  const char* const comment = sf_get_string(sound.get(), SF_STR_COMMENT);
  auto description = parse_wav_description(comment != nullptr ? comment : "", name);
  if (!description) return tl::make_unexpected(description.error());
  if (info.channels != kChannels) {
    return fail({.where = name,
                 .expected = "6 channels, acc_x acc_y acc_z gyr_x gyr_y gyr_z",
                 .found = fmt::format("{}", info.channels),
                 .todo = "Export the walk again"});
  }

  WavTrack out{*description, {}};
  out.track.name = name;
  out.track.samples = read_frames(sound.get(), *description);
  const std::size_t read = out.track.samples.size();
  // libsndfile's own count is FLAC's word for what was written, and of WAV only what is there.
  const auto counted = static_cast<std::size_t>(
      info.frames == SF_COUNT_MAX ? 0 : std::max<sf_count_t>(info.frames, 0));  // MAX: not said
  const std::size_t frames = std::max({read, counted, stated_by_wav->value_or(0), description->frames.value_or(0)});
  out.damaged = read < frames || sf_error(sound.get()) != SF_ERR_NO_ERROR;
  const auto gaps = read_gaps(path, frames, out);
  if (!gaps) return tl::make_unexpected(gaps.error());
  drop_gaps(*gaps, out.track);
  if (out.damaged) {
    std::size_t expected = frames;
    for (const UniformTrack::Gap& gap : *gaps) expected -= gap.missing;
    if (auto something = tell_damage(expected, out.track); !something) return tl::make_unexpected(something.error());
  }
  if (auto finished = finish_track(out.track); !finished) return tl::make_unexpected(finished.error());
  return out;
}

}  // namespace backstep::host
