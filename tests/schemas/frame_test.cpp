#include "schemas/frame.h"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

using namespace backstep::wire;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes frame_of(FrameType type, const Bytes& payload) {
  const auto header = frame_header(type, payload);
  Bytes frame(header.begin(), header.end());
  frame.insert(frame.end(), payload.begin(), payload.end());
  return frame;
}

}  // namespace

TEST_CASE("A frame is laid out as its header says") {
  const Bytes frame = frame_of(FrameType::mark, {1, 2, 3});
  CHECK(Bytes(frame.begin(), frame.begin() + 8) == Bytes{3, 0, 0, 0, 3, 0xB5, 'F', 0xC3});
  CHECK(Bytes(frame.begin() + 12, frame.end()) == Bytes{1, 2, 3});
}

TEST_CASE("A payload longer than allowed is taken for damage") {
  Bytes frame = frame_of(FrameType::packet, Bytes(16, 7));
  frame[3] = 0x7F;
  CHECK(parse_frame(frame).status == FrameStatus::damaged);
}

TEST_CASE("A frame") {
  CHECK(rc::check("comes back whole, whatever follows it", [](const Bytes& payload, const Bytes& rest) {
    Bytes bytes = frame_of(FrameType::packet, payload);
    const std::size_t size = bytes.size();
    bytes.insert(bytes.end(), rest.begin(), rest.end());
    const FrameView view = parse_frame(bytes);
    RC_ASSERT(view.status == FrameStatus::whole);
    RC_ASSERT(view.size == size);
    RC_ASSERT(view.type == FrameType::packet);
    RC_ASSERT(std::equal(view.payload.begin(), view.payload.end(), payload.begin(), payload.end()));
  }));
  CHECK(rc::check("cut anywhere is incomplete", [](const Bytes& payload) {
    const Bytes bytes = frame_of(FrameType::gap, payload);
    const auto cut = *rc::gen::inRange<std::size_t>(0, bytes.size());
    RC_ASSERT(parse_frame(std::span(bytes).first(cut)).status == FrameStatus::incomplete);
  }));
  CHECK(rc::check("with any one bit changed is not whole", [](const Bytes& payload) {
    Bytes bytes = frame_of(FrameType::packet, payload);
    const auto bit = *rc::gen::inRange<std::size_t>(0, bytes.size() * 8);
    bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ (1U << (bit % 8)));
    RC_ASSERT(parse_frame(bytes).status != FrameStatus::whole);
  }));
  CHECK(rc::check("is not found in arbitrary bytes, and looking does no harm",
                  [](const Bytes& bytes) { RC_ASSERT(parse_frame(bytes).status != FrameStatus::whole); }));
}
