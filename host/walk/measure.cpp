#include "host/walk/measure.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "host/base/file.h"
#include "host/base/names.h"
#include "host/base/toes_axis.h"
#include "host/walk/analyse.h"
#include "host/walk/open_walk.h"
#include "host/walk/settings.h"

namespace backstep::host {
namespace {

Result<WalkReport> measure_open(Result<OpenWalk> walk, const AnalysisOptions& options, std::span<Sink* const> sinks,
                                const Progress& progress) {
  if (!walk) {
    return tl::make_unexpected(walk.error());
  }
  const auto with = settings(options, open_input);
  if (!with) {
    return tl::make_unexpected(with.error());
  }
  auto analysis = analyse(*walk, *with, {sinks.begin(), sinks.end()}, progress);
  if (!analysis) {
    return tl::make_unexpected(analysis.error());
  }
  return std::move((*analysis)->report);
}

Result<void> check_times(const std::string& name, const std::vector<ImuSample>& samples) {
  for (std::size_t i = 1; i < samples.size(); ++i) {
    if (samples[i].t_us <= samples[i - 1].t_us) {
      return fail({.where = fmt::format("{}, sample {}", name, i),
                   .expected = fmt::format("a time after the {} us of the one before", samples[i - 1].t_us),
                   .found = fmt::format("{} us", samples[i].t_us)});
    }
  }
  return {};
}

/// As of files (two_feet.h): no two feet moved alike to the last digit.
Result<void> check_two_feet(const SampledWalk& walk) {
  const auto alike = [](const ImuSample& a, const ImuSample& b) {
    return a.acc_mps2 == b.acc_mps2 && a.gyr_radps == b.gyr_radps;
  };
  if (walk.feet[0] && walk.feet[1] && !walk.feet[0]->samples.empty() &&
      std::ranges::equal(walk.feet[0]->samples, walk.feet[1]->samples, alike)) {
    return fail({.kind = ErrorKind::request,
                 .where = walk.name,
                 .what = "both feet have the same samples",
                 .expected = "those of two feet"});
  }
  return {};
}

Result<OpenWalk> open_samples(SampledWalk walk) {
  if (auto good = check_two_feet(walk); !good) {
    return tl::make_unexpected(good.error());
  }
  std::array<std::optional<Track>, 2> tracks;
  std::array<FootSetup, 2> setup;
  for (const Foot foot : kFeet) {
    auto& sampled = walk.feet[index(foot)];
    if (!sampled) {
      continue;
    }
    Track track;
    track.name = fmt::format("{}, {} foot", walk.name, name(foot));
    track.samples = std::move(sampled->samples);
    if (auto good = check_times(track.name, track.samples); !good) {
      return tl::make_unexpected(good.error());
    }
    if (auto good = finish_track(track); !good) {
      return tl::make_unexpected(good.error());
    }
    if (!sampled->toes.empty()) {
      const auto axis = axis_named(sampled->toes);
      if (!axis) {
        return fail({.kind = ErrorKind::request,
                     .where = track.name,
                     .expected = "one of the sensor axes +x -x +y -y +z -z",
                     .found = fmt::format("\"{}\"", sampled->toes)});
      }
      setup[index(foot)].toes_axis_sensor = direction_of(*axis);
    }
    tracks[index(foot)] = std::move(track);
  }
  auto open = open_tracks(std::move(tracks), walk.common_clock);
  if (open) {
    open->setup = setup;
  }
  return open;
}

}  // namespace

Result<WalkReport> measure(SampledWalk walk, const AnalysisOptions& options, std::span<Sink* const> sinks,
                           const Progress& progress) {
  return measure_open(open_samples(std::move(walk)), options, sinks, progress);
}

Result<WalkReport> measure(const std::filesystem::path& recording, const AnalysisOptions& options,
                           std::span<Sink* const> sinks, const Progress& progress) {
  return measure_open(open_recorded_walk(open_input(recording), false), options, sinks, progress);
}

}  // namespace backstep::host
