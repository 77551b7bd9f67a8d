#pragma once

#include <flatbuffers/flatbuffers.h>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "schemas/frame.h"

namespace backstep::wire {

/// Where a file's bytes come from: fills `into` from `offset` on, and says how much of it; less only at the end.
using ReadAt = std::function<std::size_t(std::uint64_t offset, std::span<std::uint8_t> into)>;

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
    FrameType type{};
    std::span<const std::uint8_t> payload;  ///< aligned for FlatBuffers; valid until the next call
  };

  explicit FrameReader(ReadAt read) : read_(std::move(read)) {}

  /// The next whole frame; empty at the end, or when more than `give_up_after` bytes in a row are no frame.
  std::optional<Frame> next(std::uint64_t give_up_after = kNoLimit);

  /// What was passed over before the frame given last, or before the end.
  const std::optional<Damage>& damage() const { return damage_; }

  /// Goes to the byte `offset`.
  void seek(std::uint64_t offset);

  /// Up to `count` bytes at the present place, without going on.
  std::span<const std::uint8_t> peek(std::size_t count);

  /// Passes over bytes that peek() has shown.
  void skip(std::size_t count) { consume(count); }

  /// The present place.
  std::uint64_t offset() const { return offset_; }

 private:
  std::span<const std::uint8_t> available() const { return std::span(buffer_).subspan(begin_); }
  void consume(std::size_t count);
  /// To the next place where a frame may begin, or a little more than `at_most` bytes on.
  void skip_to_candidate(std::uint64_t at_most);

  ReadAt read_;
  std::vector<std::uint8_t> buffer_;  ///< bytes read; those before begin_ are done with
  std::size_t begin_ = 0;
  std::uint64_t offset_ = 0;  ///< of begin_ in the file
  bool at_end_ = false;       ///< of the file; the buffer may still hold bytes
  std::vector<std::uint64_t> payload_;
  std::optional<Damage> damage_;
};

/// The table that a frame's payload holds; null where it is none.
template <class Table>
const Table* table_of(std::span<const std::uint8_t> payload) {
  flatbuffers::Verifier verifier(payload.data(), payload.size());
  return verifier.VerifyBuffer<Table>(nullptr) ? flatbuffers::GetRoot<Table>(payload.data()) : nullptr;
}

}  // namespace backstep::wire
