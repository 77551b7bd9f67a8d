#pragma once

#include <flatbuffers/flatbuffers.h>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dsp/clock/clock_map.h"
#include "host/base/error.h"
#include "host/recording/gait_header.h"
#include "schemas/frame.h"

namespace backstep::host {

/// Builds the frames of a recording (schemas/frame.h, schemas/recording.fbs). What is returned is valid until the next
/// call.
class GaitFrames {
 public:
  using Bytes = std::span<const std::uint8_t>;

  /// What a file begins with. Fails where the header is too large; `file` is its name in the message.
  Result<Bytes> start(const RecordingHeader& header, const std::string& file);

  Bytes packet(Foot foot, std::span<const std::uint8_t> bytes, std::int64_t arrival_us);
  Bytes mark(std::int64_t at_us, std::string_view text);
  Bytes gap(Foot foot, std::int64_t from_us, std::int64_t to_us, std::string_view reason);
  Bytes clock(Foot foot, const ClockSegment& segment);

  /// The last frame: how many packets of each foot the file holds.
  Bytes end(const std::array<std::uint32_t, 2>& packets);

 private:
  Bytes built(wire::FrameType type);
  void append(wire::FrameType type);

  flatbuffers::FlatBufferBuilder builder_;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace backstep::host
