#pragma once

#include <array>
#include <optional>
#include <vector>

#include "host/base/track.h"
#include "host/source/source.h"

namespace backstep::host {

/// Samples in memory as one stream: both feet merged by time, the left one first at equal times. Times are the samples'
/// own, never re-zeroed. Holds the whole walk (64 bytes a sample).
class TrackSource final : public Source {
 public:
  /// `tracks`: by index(Foot), at least one; finish_track() has been through each. `common_clock`: one clock timed
  /// both.
  TrackSource(std::array<std::optional<Track>, 2> tracks, bool common_clock);

  const SourceInfo& info() const override { return info_; }
  std::optional<Reading> next() override;
  void rewind() override;
  const SourceReport& report() const override { return report_; }
  double share() const override {
    return static_cast<double>(next_[0] + next_[1]) / static_cast<double>(samples_[0].size() + samples_[1].size());
  }

 private:
  std::vector<ImuSample> samples_[2];
  std::size_t next_[2] = {0, 0};
  SourceInfo info_;
  SourceReport report_;
};

}  // namespace backstep::host
