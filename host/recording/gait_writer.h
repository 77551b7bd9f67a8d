#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "host/base/error.h"
#include "host/base/whole_file.h"
#include "host/recording/gait_frames.h"

namespace backstep::host {

/// Writes a .gait recording of what is there already (import, recover, simulate): it appears under its name only when
/// finish() has brought it to the disk, and is then whole. What is recorded while somebody walks must not wait for a
/// disk, and must be there after a crash: QueuedGaitWriter.
///
///   auto writer = GaitWriter::create("walk.gait", header);
///   writer->write_packet(Foot::left, bytes, arrival_us);   // in order of arrival, both feet
///   writer->finish();                                      // without it there is no file
///
/// An existing file is never overwritten. After an error every further call fails with the same message.
class GaitWriter {
 public:
  static Result<GaitWriter> create(const std::filesystem::path& path, const RecordingHeader& header);

  /// One notification, whatever its bytes. `arrival_us` is session time.
  Result<void> write_packet(Foot foot, std::span<const std::uint8_t> bytes, std::int64_t arrival_us);

  Result<void> write_mark(std::int64_t at_us, std::string_view text);

  /// Nothing could arrive from `foot` in [from_us, to_us).
  Result<void> write_gap(Foot foot, std::int64_t from_us, std::int64_t to_us, std::string_view reason);

  /// How the clock of `foot`'s shoe goes from the next packet on.
  Result<void> write_clock(Foot foot, const ClockSegment& segment);

  /// Writes the end frame and gives the file its name. To be called once, last. Fails also where that was taken
  /// meanwhile.
  Result<void> finish();

 private:
  GaitWriter(std::filesystem::path path, WholeFile file) : path_(std::move(path)), file_(std::move(file)) {}

  Result<void> write(GaitFrames::Bytes bytes);

  std::filesystem::path path_;
  WholeFile file_;
  int error_ = 0;  ///< errno of the write that failed
  std::array<std::uint32_t, 2> packets_{};
  GaitFrames frames_;
};

}  // namespace backstep::host
