#include "host/import/csv_walk.h"

#include <cmath>
#include <utility>

namespace backstep::host {

Result<std::array<std::optional<Track>, 2>> read_csv_walk(const CsvWalk& walk) {
  if (!walk.feet[0] && !walk.feet[1]) {
    return wrong_use("no file to read. Give --left FILE, --right FILE or both.");
  }
  std::array<std::optional<Track>, 2> tracks;
  for (const Foot foot : kFeet) {
    const auto i = index(foot);
    if (!walk.feet[i]) {
      continue;
    }
    auto track = read_csv(*walk.feet[i], walk.units);
    if (!track) {
      return tl::make_unexpected(track.error());
    }
    tracks[i] = std::move(*track);
  }
  if (tracks[index(Foot::right)]) {
    const std::int64_t offset_us = std::llround(walk.right_offset_s * 1e6);
    for (ImuSample& sample : tracks[index(Foot::right)]->samples) {
      sample.t_us += offset_us;
    }
  }
  return tracks;
}

}  // namespace backstep::host
