#pragma once

#include <flatbuffers/flatbuffers.h>
#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "host/error.h"
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

  GaitWriter(GaitWriter&& other) noexcept;
  GaitWriter& operator=(GaitWriter&& other) noexcept;
  GaitWriter(const GaitWriter&) = delete;
  GaitWriter& operator=(const GaitWriter&) = delete;
  ~GaitWriter();

  /// One notification, whatever its bytes. `arrival_us` is session time.
  Result<void> write_packet(Foot foot, std::span<const std::uint8_t> bytes, std::int64_t arrival_us);

  Result<void> write_mark(std::int64_t at_us, std::string_view text);

  /// Nothing could arrive from `foot` in [from_us, to_us).
  Result<void> write_gap(Foot foot, std::int64_t from_us, std::int64_t to_us, std::string_view reason);

  /// A frame as another recording has it (recovery).
  Result<void> write_frame(wire::FrameType type, std::span<const std::uint8_t> payload);

  /// Writes the end frame and closes the file. To be called once, last.
  Result<void> finish();

 private:
  GaitWriter(std::filesystem::path path, int file);

  Result<void> write_built(wire::FrameType type);

  std::filesystem::path path_;
  int file_ = -1;
  std::string error_;
  std::array<std::uint32_t, 2> packets_{};
  flatbuffers::FlatBufferBuilder builder_;
};

}  // namespace backstep::host
