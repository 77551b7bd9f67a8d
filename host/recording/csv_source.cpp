#include "host/recording/csv_source.h"

#include <cmath>

namespace backstep::host {

Result<std::unique_ptr<CsvSource>> CsvSource::open(const CsvWalk& walk) {
  if (!walk.left && !walk.right) {
    return tl::make_unexpected(Error{"no file to read. Give --left FILE, --right FILE or both.", 2});
  }
  std::unique_ptr<CsvSource> source(new CsvSource);
  for (const Foot foot : {Foot::left, Foot::right}) {
    const auto& path = foot == Foot::left ? walk.left : walk.right;
    if (!path) continue;
    auto track = read_csv(*path, walk.units);
    if (!track) return tl::make_unexpected(track.error());
    if (foot == Foot::right) {
      const std::int64_t offset_us = std::llround(walk.right_offset_s * 1e6);
      for (ImuSample& sample : track->samples) sample.t_us += offset_us;
    }
    SourceInfo& info = source->info_;
    info.name += (info.name.empty() ? "" : ", ") + track->name;
    info.has_foot[index(foot)] = true;
    info.rate_hz[index(foot)] = track->rate_hz;
    SourceReport& report = source->report_;
    report.samples[index(foot)] = track->samples.size();
    report.lost[index(foot)] = track->lost;
    report.warnings.insert(report.warnings.end(), track->warnings.begin(), track->warnings.end());
    source->samples_[index(foot)] = std::move(track->samples);
  }
  source->info_.gravity_checked = true;  // read_csv did
  source->info_.common_clock = walk.common_clock;
  return source;
}

std::optional<Reading> CsvSource::next() {
  const bool has_left = next_[0] < samples_[0].size();
  const bool has_right = next_[1] < samples_[1].size();
  if (!has_left && !has_right) return std::nullopt;
  const bool left = has_left && (!has_right || samples_[0][next_[0]].t_us <= samples_[1][next_[1]].t_us);
  const Foot foot = left ? Foot::left : Foot::right;
  return Reading{foot, samples_[index(foot)][next_[index(foot)]++]};
}

void CsvSource::rewind() { next_[0] = next_[1] = 0; }

}  // namespace backstep::host
