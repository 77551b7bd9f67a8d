#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

/// Frames: how a .gait file is cut into pieces that can be checked and found again.
///
/// A file is kFileMagic and then frames, only ever appended:
///   offset 0  u32 length of the payload
///          4  u8  FrameType
///          5  the three bytes of kFrameMarker: what a reader looks for after a damaged place
///          8  u32 CRC-32C of bytes 0..7 and the payload
///         12  payload: one FlatBuffers table of recording.fbs
/// Little-endian. No heap, no exceptions.
namespace backstep::wire {

/// A byte above 127, a carriage return with line feed and a control-Z show at once what a text-mode copy did.
inline constexpr std::array<std::uint8_t, 8> kFileMagic = {0x89, 'G', 'A', 'I', 'T', '\r', '\n', 0x1A};
inline constexpr std::array<std::uint8_t, 3> kFrameMarker = {0xB5, 'F', 0xC3};
inline constexpr std::size_t kFrameHeaderSize = 12;
inline constexpr std::size_t kMarkerOffset = 5;

/// A longer payload is taken for damage: it bounds what a reader must hold. The largest real one is a header.
inline constexpr std::size_t kMaxPayload = 1U << 20;

enum class FrameType : std::uint8_t { header = 1, packet = 2, mark = 3, gap = 4, end = 5, clock = 6 };

/// The bytes that go before `payload`, which must not be longer than kMaxPayload.
std::array<std::uint8_t, kFrameHeaderSize> frame_header(FrameType type, std::span<const std::uint8_t> payload);

enum class FrameStatus : std::uint8_t {
  whole,       ///< marker, length and CRC agree
  incomplete,  ///< what is there could be the beginning of a frame of `size` bytes
  damaged,     ///< no frame begins here
};

/// What stands at the beginning of some bytes.
struct FrameView {
  FrameStatus status = FrameStatus::damaged;
  std::size_t size = 0;  ///< of the frame, header included; 0 when damaged or not known yet
  FrameType type{};      ///< may be one that this version does not know: skip it
  std::span<const std::uint8_t> payload;
};

FrameView parse_frame(std::span<const std::uint8_t> bytes);

}  // namespace backstep::wire
