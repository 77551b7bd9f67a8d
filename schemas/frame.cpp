#include "schemas/frame.h"

#include <algorithm>
#include <cassert>

#include "schemas/crc32c.h"

namespace backstep::wire {
namespace {

void put_u32(std::span<std::uint8_t, 4> to, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) {
    to[i] = static_cast<std::uint8_t>(value >> (8 * i));
  }
}

std::uint32_t get_u32(std::span<const std::uint8_t, 4> from) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value |= static_cast<std::uint32_t>(from[i]) << (8 * i);
  }
  return value;
}

}  // namespace

std::array<std::uint8_t, kFrameHeaderSize> frame_header(FrameType type, std::span<const std::uint8_t> payload) {
  assert(payload.size() <= kMaxPayload);
  std::array<std::uint8_t, kFrameHeaderSize> header{};
  const std::span<std::uint8_t, kFrameHeaderSize> bytes(header);
  put_u32(bytes.subspan<0, 4>(), static_cast<std::uint32_t>(payload.size()));
  header[4] = static_cast<std::uint8_t>(type);
  std::copy(kFrameMarker.begin(), kFrameMarker.end(), header.begin() + kMarkerOffset);
  put_u32(bytes.subspan<8, 4>(), crc32c(payload, crc32c(bytes.first<8>())));
  return header;
}

FrameView parse_frame(std::span<const std::uint8_t> bytes) {
  FrameView frame;
  // As far as the marker is there it must be right; a shorter end of file may still be the beginning of a frame.
  for (std::size_t i = 0; i < kFrameMarker.size() && kMarkerOffset + i < bytes.size(); ++i) {
    if (bytes[kMarkerOffset + i] != kFrameMarker[i]) {
      return frame;
    }
  }
  if (bytes.size() < kFrameHeaderSize) {
    frame.status = FrameStatus::incomplete;
    return frame;
  }
  const std::size_t length = get_u32(bytes.first<4>());
  if (length > kMaxPayload) {
    return frame;
  }
  frame.size = kFrameHeaderSize + length;
  if (bytes.size() < frame.size) {
    frame.status = FrameStatus::incomplete;
    return frame;
  }
  frame.payload = bytes.subspan(kFrameHeaderSize, length);
  if (crc32c(frame.payload, crc32c(bytes.first(8))) != get_u32(bytes.subspan<8, 4>())) {
    return FrameView{};
  }
  frame.type = static_cast<FrameType>(bytes[4]);
  frame.status = FrameStatus::whole;
  return frame;
}

}  // namespace backstep::wire
