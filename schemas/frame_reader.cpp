#include "schemas/frame_reader.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace backstep::wire {
namespace {

constexpr std::size_t kReadAhead = 1U << 16;
const std::string_view kMarker(reinterpret_cast<const char*>(kFrameMarker.data()), kFrameMarker.size());

}  // namespace

std::optional<FrameReader::Frame> FrameReader::next(std::uint64_t give_up_after) {
  damage_.reset();
  while (true) {
    FrameView frame = parse_frame(peek(kFrameHeaderSize));
    if (frame.size > 0) {
      frame = parse_frame(peek(frame.size));
    }
    if (frame.status == FrameStatus::whole) {
      payload_.resize(frame.payload.size() / sizeof(std::uint64_t) + 1);  // never empty: memcpy needs a place
      std::memcpy(payload_.data(), frame.payload.data(), frame.payload.size());
      const Frame result{
          offset_, frame.type, {reinterpret_cast<const std::uint8_t*>(payload_.data()), frame.payload.size()}};
      consume(frame.size);
      return result;
    }
    if (available().empty()) {
      return std::nullopt;
    }
    if (!damage_) {
      damage_ = Damage{offset_, 0, frame.status == FrameStatus::incomplete};
    }
    skip_to_candidate(give_up_after);
    damage_->bytes = offset_ - damage_->offset;
    damage_->cut = damage_->cut && available().empty();
    if (damage_->bytes > give_up_after) {
      return std::nullopt;
    }
  }
}

void FrameReader::seek(std::uint64_t offset) {
  buffer_.clear();
  begin_ = 0;
  offset_ = offset;
  at_end_ = false;
  damage_.reset();
}

std::span<const std::uint8_t> FrameReader::peek(std::size_t count) {
  if (available().size() < count && !at_end_) {
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(begin_));
    begin_ = 0;
    const std::size_t had = buffer_.size();
    buffer_.resize(std::max(count, kReadAhead));
    const std::size_t got = read_(offset_ + had, std::span(buffer_).subspan(had));
    at_end_ = had + got < buffer_.size();
    buffer_.resize(had + got);
  }
  return available().first(std::min(count, available().size()));
}

void FrameReader::consume(std::size_t count) {
  begin_ += count;
  offset_ += count;
}

void FrameReader::skip_to_candidate(std::uint64_t at_most) {
  // The marker stands kMarkerOffset bytes into a frame; one byte further on is the first place to look.
  consume(1);
  const std::uint64_t start = offset_;
  while (offset_ - start <= at_most) {
    const auto bytes = peek(kReadAhead);
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const std::size_t found = text.find(kMarker, kMarkerOffset);
    if (found != std::string_view::npos) {
      consume(found - kMarkerOffset);
      return;
    }
    if (at_end_ && available().size() == bytes.size()) {
      consume(bytes.size());
      return;
    }
    // The last bytes may be the beginning of a frame whose marker has not been read yet.
    consume(bytes.size() - kMarkerOffset - kMarker.size() + 1);
  }
}

}  // namespace backstep::wire
