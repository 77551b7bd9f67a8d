#include "host/walk/import_walk.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <span>
#include <utility>

#include "host/base/file.h"
#include "host/base/names.h"
#include "host/base/version.h"
#include "host/recording/full_scale.h"
#include "host/recording/recording_file.h"
#include "host/recording/wav_reader.h"
#include "host/walk/two_feet.h"
#include "host/walk/write_recording.h"

namespace backstep::host {
namespace {

constexpr double kCounts = 32768, kMostCounts = 32766;  // the last ones of an int16 are taken for clipped

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  return text;
}

/// What has been read so far.
struct ReadSoFar {
  ImportedWalk walk;
  bool common_clock = true;                                                     ///< all files say so
  std::array<wire::Axis, 2> toes = {wire::Axis::unknown, wire::Axis::unknown};  ///< as audio files say
  std::optional<std::int64_t> start_utc_us;
};

/// The foot whose file it is.
Result<Foot> read_file(const ImportRequest& request, const ImportRequest::File& file, const Progress& progress,
                       ReadSoFar& so_far) {
  Track track;
  std::optional<Foot> foot = file.foot;
  if (is_audio(file.path)) {
    auto audio = read_wav(file.path);
    if (!audio) {
      return tl::make_unexpected(audio.error());
    }
    track = std::move(audio->track);
    so_far.walk.damaged = so_far.walk.damaged || audio->damaged;
    foot = foot.value_or(audio->description.foot);
    so_far.common_clock = so_far.common_clock && audio->description.common_clock;
    so_far.start_utc_us = audio->description.start_utc_us;
    so_far.toes[index(*foot)] = audio->description.toes_axis;
  } else {
    foot = foot ? foot : foot_named(file.path);
    if (!foot) {
      return fail({.kind = ErrorKind::request,
                   .where = file.path,
                   .what = "nothing tells whose foot it is",
                   .hint = Hint::name_feet,
                   .hint_value = file.path});
    }
    auto csv = read_csv(watched(open_stream(file.path), progress), request.units);
    if (!csv) {
      return tl::make_unexpected(csv.error());
    }
    track = std::move(*csv);
    so_far.common_clock = so_far.common_clock && request.common_clock;
  }
  auto& place = so_far.walk.tracks[index(*foot)];
  if (place) {
    return fail({.kind = ErrorKind::request,
                 .what = fmt::format("{} and {} are both of the {} foot", place->name, track.name, name(*foot)),
                 .hint = Hint::name_feet});
  }
  place = std::move(track);
  return *foot;
}

/// Where the range ends: the least value that was flagged as clipped; without one, beyond every value.
template <class Value>
double range_end(const Track& track, std::uint8_t flag, double full, Value value) {
  double end = full;
  for (const ImuSample& s : track.samples) {
    if ((s.flags & flag) != 0) {
      end = std::min(end, value(s));
    }
  }
  return end;
}

SensorScales scales(const Track& track) {
  const auto acc = [](const ImuSample& s) { return s.acc_mps2.cwiseAbs().maxCoeff(); };
  const auto gyr = [](const ImuSample& s) { return s.gyr_radps.cwiseAbs().maxCoeff(); };
  double largest_mps2 = 0, largest_radps = 0;
  for (const ImuSample& s : track.samples) {
    largest_mps2 = std::max(largest_mps2, acc(s));
    largest_radps = std::max(largest_radps, gyr(s));
  }
  const double acc_full = full_scale(largest_mps2, 2 * kGravity_mps2, kCounts, kMostCounts);
  const double gyr_full = full_scale(largest_radps, deg_to_rad(125), kCounts, kMostCounts);
  return {acc_full / kCounts, gyr_full / kCounts, range_end(track, kAccClipped, acc_full, acc),
          range_end(track, kGyrClipped, gyr_full, gyr)};
}

/// Packets count device time in 32 bits of microseconds: a longer pause could not be told from a shorter one.
Result<void> check_pauses(const Track& track) {
  constexpr std::int64_t kLongest_us = 4'200'000'000;
  for (std::size_t i = 1; i < track.samples.size(); ++i) {
    const std::int64_t pause_us = track.samples[i].t_us - track.samples[i - 1].t_us;
    if (pause_us > kLongest_us) {
      return fail({.where = track.name,
                   .expected = "one walk",
                   .found = fmt::format("a pause of {:.0f} min in it", static_cast<double>(pause_us) * 1e-6 / 60),
                   .todo = "Import the parts on either side as two recordings"});
    }
  }
  return {};
}

}  // namespace

bool is_audio(const std::filesystem::path& file) {
  const std::string extension = lower_case(file.extension().string());
  return extension == ".wav" || extension == ".flac";
}

std::optional<Foot> foot_named(const std::filesystem::path& file) {
  const std::string text = lower_case(file.filename().string());
  const bool left = text.find("left") != std::string::npos;
  const bool right = text.find("right") != std::string::npos;
  if (left == right) {
    return std::nullopt;
  }
  return left ? Foot::left : Foot::right;
}

Result<ImportedWalk> read_walk_files(const ImportRequest& request,
                                     const std::function<void(const Sentence& warning)>& tell,
                                     const Progress& progress) {
  ReadSoFar so_far;
  const double share = 1.0 / static_cast<double>(request.files.size());
  double done = 0;
  for (const ImportRequest::File& file : request.files) {
    const auto read = read_file(request, file, part_of(progress, done, done + share), so_far);
    done += share;
    if (!read) {
      return tl::make_unexpected(read.error());
    }
    for (const Sentence& warning : so_far.walk.tracks[index(*read)]->warnings) {
      tell(warning);
    }
  }
  ImportedWalk& walk = so_far.walk;
  if (walk.tracks[0] && walk.tracks[1]) {
    if (auto good = check_two_feet(walk.tracks[0]->name, walk.tracks[1]->name); !good) {
      return tl::make_unexpected(good.error());
    }
  }
  RecordingHeader& header = walk.header;
  header.software = software();
  header.common_clock = so_far.common_clock && walk.tracks[0] && walk.tracks[1];
  header.start_utc_us = so_far.start_utc_us;
  for (const Foot foot : kFeet) {
    auto& track = walk.tracks[index(foot)];
    if (!track) {
      continue;
    }
    if (auto good = check_pauses(*track); !good) {
      return tl::make_unexpected(good.error());
    }
    if (foot == Foot::right) {
      move_in_time(*track, request.right_offset_s);
    }
    RecordedDevice device;
    device.rate_hz = track->rate_hz;
    device.scales = scales(*track);
    const wire::Axis said = request.toes[index(foot)];
    device.toes_axis = said != wire::Axis::unknown ? said : so_far.toes[index(foot)];
    device.clock_offset_us = clock_offset_us(track->samples.front().t_us);
    header.devices[index(foot)] = device;
    header.origin += (header.origin.empty() ? "imported from " : ", ") + track->name;
  }
  return std::move(walk);
}

Result<void> write_imported(const ImportedWalk& walk, const std::filesystem::path& path) {
  std::array<std::span<const ImuSample>, 2> samples;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (walk.tracks[i]) {
      samples[i] = walk.tracks[i]->samples;
    }
  }
  return write_recording(new_recording(path), walk.header, samples);
}

}  // namespace backstep::host
