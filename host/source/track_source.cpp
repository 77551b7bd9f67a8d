#include "host/source/track_source.h"

#include <utility>

namespace backstep::host {

TrackSource::TrackSource(std::array<std::optional<Track>, 2> tracks, bool common_clock) {
  for (const Foot foot : kFeet) {
    const auto i = index(foot);
    if (!tracks[i]) {
      continue;
    }
    Track& track = *tracks[i];
    info_.name += (info_.name.empty() ? "" : ", ") + track.name;
    info_.has_foot[i] = true;
    info_.rate_hz[i] = track.rate_hz;
    report_.samples[i] = track.samples.size();
    report_.lost[i] = track.lost;
    report_.warnings.insert(report_.warnings.end(), track.warnings.begin(), track.warnings.end());
    samples_[i] = std::move(track.samples);
  }
  info_.gravity_checked = true;  // finish_track() did
  info_.common_clock = common_clock;
}

std::optional<Reading> TrackSource::next() {
  const bool has_left = next_[0] < samples_[0].size();
  const bool has_right = next_[1] < samples_[1].size();
  if (!has_left && !has_right) {
    return std::nullopt;
  }
  const bool left = has_left && (!has_right || samples_[0][next_[0]].t_us <= samples_[1][next_[1]].t_us);
  const Foot foot = left ? Foot::left : Foot::right;
  return Reading{foot, samples_[index(foot)][next_[index(foot)]++]};
}

void TrackSource::rewind() { next_[0] = next_[1] = 0; }

}  // namespace backstep::host
