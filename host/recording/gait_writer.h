#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "host/error.h"
#include "host/recording/file.h"
#include "host/recording/gait_frames.h"

namespace backstep::host {

/// Writes a .gait recording. Each frame goes to the operating system before the call returns, so a crash of the program
/// loses nothing that was written and a power cut at most the last frames. A walk that goes on meanwhile must not wait
/// for a disk: QueuedGaitWriter.
///
///   auto writer = GaitWriter::create("walk.gait", header);
///   writer->write_packet(Foot::left, bytes, arrival_us);   // in order of arrival, both feet
///   writer->finish();                                      // without it the file counts as cut short
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

  /// Writes the end frame and closes the file. To be called once, last.
  Result<void> finish();

 private:
  GaitWriter(std::filesystem::path path, File file) : path_(std::move(path)), file_(std::move(file)) {
    std::setvbuf(file_.get(), nullptr, _IONBF, 0);  // each write is one system call: nothing waits in this process
  }

  Result<void> write(GaitFrames::Bytes bytes);

  std::filesystem::path path_;
  File file_;
  int error_ = 0;  ///< errno of the write that failed
  std::array<std::uint32_t, 2> packets_{};
  GaitFrames frames_;
};

}  // namespace backstep::host
