#include "host/import/csv_walk.h"

#include <utility>

namespace backstep::host {

Result<std::array<std::optional<Track>, 2>> read_csv_walk(const CsvWalk& walk) {
  if (!walk.feet[0] && !walk.feet[1]) {
    return fail({.kind = ErrorKind::request, .what = "no file to read", .hint = Hint::name_feet});
  }
  std::array<std::optional<Track>, 2> tracks;
  for (const Foot foot : kFeet) {
    const auto i = index(foot);
    if (!walk.feet[i]) {
      continue;
    }
    auto track = read_csv(walk.feet[i](), walk.units);
    if (!track) {
      return tl::make_unexpected(track.error());
    }
    tracks[i] = std::move(*track);
  }
  if (tracks[index(Foot::right)]) {
    move_in_time(*tracks[index(Foot::right)], walk.right_offset_s);
  }
  return tracks;
}

}  // namespace backstep::host
