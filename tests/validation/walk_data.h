#pragma once

#include <array>
#include <vector>

#include "host/base/error.h"
#include "host/source/source.h"
#include "tests/validation/recordings.h"
#include "tests/validation/truth.h"

namespace backstep::validation {

/// The samples of one foot that a lossy radio drops: whole packets of 8, each with the same probability.
struct PacketLoss {
  double share = 0;  ///< of the packets, 0..1
  unsigned seed = 0;
};

/// A recording in memory, with its truth.
struct WalkData {
  host::SourceInfo info;
  std::vector<host::Reading> readings;
  Truth truth;

  /// Which of the readings arrive. The same seed drops the same packets.
  std::vector<bool> arriving(const PacketLoss& loss) const;

  /// The samples of one foot, in order.
  std::vector<ImuSample> of_foot(Foot foot) const;
};

/// Reads the files that the recording names. Fails as read_csv_walk() does.
host::Result<WalkData> read_walk(const Recording& recording);

/// A walk in memory as a source.
class WalkSource final : public host::Source {
 public:
  /// `arriving`: the readings to give, one flag each; empty = all. The walk must live longer than the source.
  explicit WalkSource(const WalkData& walk, std::vector<bool> arriving = {});

  const host::SourceInfo& info() const override { return walk_->info; }
  std::optional<host::Reading> next() override;
  void rewind() override { at_ = 0; }
  const host::SourceReport& report() const override { return report_; }

 private:
  const WalkData* walk_;
  std::vector<bool> arriving_;
  std::size_t at_ = 0;
  host::SourceReport report_;
};

}  // namespace backstep::validation
