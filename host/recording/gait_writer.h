#pragma once

#include <flatbuffers/flatbuffers.h>
#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dsp/clock/clock_map.h"
#include "host/error.h"
#include "host/recording/file.h"
#include "host/recording/gait_header.h"
#include "schemas/frame.h"

namespace backstep::host {

/// Writes a .gait recording (schemas/frame.h, schemas/recording.fbs). Each frame goes to the operating system before
/// the call returns, so a crash of the program loses nothing that was written and a power cut at most the last frames.
///
///   auto writer = GaitWriter::create("walk.gait", header);
///   writer->write_packet(Foot::left, bytes, arrival_us);   // in order of arrival, both feet
///   writer->finish();                                      // without it the file counts as cut short
///
/// An existing file is never overwritten. After an error every further call fails with the same message.
class GaitWriter {
 public:
  static Result<GaitWriter> create(const std::filesystem::path& path, const RecordingHeader& header);

  /// Goes on with an existing recording behind its first `size` bytes, which end with a whole frame. `packets`: how many
  /// of each foot are in them, by index(Foot).
  static Result<GaitWriter> append(const std::filesystem::path& path, std::uint64_t size,
                                   const std::array<std::uint32_t, 2>& packets);

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

  Result<void> write_bytes(std::span<const std::uint8_t> bytes);
  Result<void> write_built(wire::FrameType type);

  std::filesystem::path path_;
  File file_;
  std::string error_;
  std::array<std::uint32_t, 2> packets_{};
  flatbuffers::FlatBufferBuilder builder_;
  std::vector<std::uint8_t> frame_;
};

}  // namespace backstep::host
