#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "host/base/input.h"
#include "schemas/frame.h"

namespace backstep::host {

/// A stretch of a file that is no whole frame.
struct Damage {
  std::uint64_t offset = 0;  ///< first byte
  std::uint64_t bytes = 0;
  bool cut = false;  ///< it looks like the beginning of a frame and reaches to the end: the file was cut here
};

/// Reads a file frame by frame. After a damaged place it goes on at the next bytes that are a whole frame, so one wrong
/// byte costs the frame it is in. Holds one frame and a read-ahead, whatever the size of the file.
class FrameReader {
 public:
  static constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

  struct Frame {
    std::uint64_t offset = 0;
    wire::FrameType type{};
    std::span<const std::uint8_t> payload;  ///< aligned for FlatBuffers; valid until the next call
  };

  explicit FrameReader(std::unique_ptr<InputBytes> bytes) : bytes_(std::move(bytes)) {}

  /// The next whole frame; empty at the end, or when more than `give_up_after` bytes in a row are no frame.
  std::optional<Frame> next(std::uint64_t give_up_after = kNoLimit);

  /// What was passed over before the frame given last, or before the end.
  const std::optional<Damage>& damage() const { return damage_; }

  /// Goes to the byte `offset`.
  void seek(std::uint64_t offset);

  /// Up to `count` bytes at the present place, without going on.
  std::span<const std::uint8_t> peek(std::size_t count);

  /// The present place.
  std::uint64_t offset() const { return offset_; }

 private:
  std::span<const std::uint8_t> available() const { return std::span(buffer_).subspan(begin_); }
  void consume(std::size_t count);
  /// To the next place where a frame may begin, or a little more than `at_most` bytes on.
  void skip_to_candidate(std::uint64_t at_most);

  std::unique_ptr<InputBytes> bytes_;
  std::vector<std::uint8_t> buffer_;  ///< bytes read; those before begin_ are done with
  std::size_t begin_ = 0;
  std::uint64_t offset_ = 0;  ///< of begin_ in the file
  bool at_end_ = false;       ///< of the file; the buffer may still hold bytes
  std::vector<std::uint64_t> payload_;
  std::optional<Damage> damage_;
};

}  // namespace backstep::host
