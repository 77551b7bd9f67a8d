#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "host/recording/csv_track.h"
#include "host/recording/track.h"
#include "host/source/source.h"

namespace backstep::host {

/// Which files make up a walk, and what the user says about them.
struct CsvWalk {
  std::optional<std::filesystem::path> left, right;  ///< at least one
  double right_offset_s = 0;                         ///< added to the times of the right file
  bool common_clock = false;                         ///< both files are timed by one clock
  CsvUnits units;
};

/// One or two CSV files as one stream: both feet merged by time, the left one first at equal times. Times are the
/// files' own seconds, never re-zeroed. Holds the whole walk in memory (64 bytes a sample).
class CsvSource final : public Source {
 public:
  /// Reads and checks the files. Fails with exit code 2 when neither is named, else as read_csv() does.
  static Result<std::unique_ptr<CsvSource>> open(const CsvWalk& walk);

  const SourceInfo& info() const override { return info_; }
  std::optional<Reading> next() override;
  void rewind() override;
  const SourceReport& report() const override { return report_; }

 private:
  CsvSource() = default;

  std::vector<ImuSample> samples_[2];
  std::size_t next_[2] = {0, 0};
  SourceInfo info_;
  SourceReport report_;
};

}  // namespace backstep::host
