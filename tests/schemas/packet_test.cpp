#include "schemas/packet.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cstring>
#include <vector>

using namespace backstep::wire;

namespace {

bool same(const ImuRaw& a, const ImuRaw& b) { return std::memcmp(&a, &b, sizeof a) == 0; }

Packet arbitrary_packet(bool compact) {
  Packet p;
  p.compact = compact;
  p.status = static_cast<std::uint8_t>(*rc::gen::inRange(0, compact ? 32 : 256));
  p.boot = static_cast<std::uint8_t>(*rc::gen::inRange(0, compact ? 8 : 256));
  p.sequence = compact ? *rc::gen::arbitrary<std::uint16_t>() : *rc::gen::arbitrary<std::uint32_t>();
  p.first_us = *rc::gen::arbitrary<std::uint32_t>();
  p.count = compact ? 1 : *rc::gen::inRange<std::size_t>(1, kMaxSamples + 1);
  for (std::size_t i = 0; i < p.count; ++i) {
    const auto count = [] { return *rc::gen::arbitrary<std::int16_t>(); };
    p.samples[i] = ImuRaw(count(), count(), count(), count(), count(), count());
  }
  return p;
}

}  // namespace

TEST_CASE("A packet") {
  CHECK(rc::check("comes back as it was sent, in either form", [](bool compact) {
    const Packet sent = arbitrary_packet(compact);
    const PacketBytes bytes = pack(sent);
    RC_ASSERT(bytes.size == (compact ? 20 : 12 + 12 * sent.count));
    Packet got;
    RC_ASSERT(parse_packet(bytes.span(), got) == PacketError::none);
    RC_ASSERT(got.compact == sent.compact);
    RC_ASSERT(got.status == sent.status);
    RC_ASSERT(got.boot == sent.boot);
    RC_ASSERT(got.sequence == sent.sequence);
    RC_ASSERT(got.first_us == sent.first_us);
    RC_ASSERT(got.count == sent.count);
    for (std::size_t i = 0; i < sent.count; ++i) {
      RC_ASSERT(same(got.samples[i], sent.samples[i]));
    }
  }));
  CHECK(rc::check("of any other length than its count says is refused", [](bool compact) {
    const PacketBytes bytes = pack(arbitrary_packet(compact));
    const auto length = *rc::gen::inRange<std::size_t>(0, bytes.data.size() + 1);
    RC_PRE(length != bytes.size);
    Packet got;
    RC_ASSERT(parse_packet(std::span(bytes.data).first(length), got) != PacketError::none);
  }));
  CHECK(rc::check("of arbitrary bytes does no harm", [](const std::vector<std::uint8_t>& bytes) {
    Packet got;
    if (parse_packet(bytes, got) == PacketError::none) {
      RC_ASSERT(got.count >= 1);
      RC_ASSERT(got.count <= kMaxSamples);
    }
  }));
}

TEST_CASE("A packet says what is wrong with it") {
  Packet sent;
  sent.count = 3;
  PacketBytes bytes = pack(sent);
  Packet got;
  CHECK(parse_packet({}, got) == PacketError::too_short);
  CHECK(parse_packet(bytes.span().first(5), got) == PacketError::too_short);
  CHECK(parse_packet(bytes.span().first(47), got) == PacketError::wrong_length);
  bytes.data[1] = 0;
  CHECK(parse_packet(bytes.span(), got) == PacketError::bad_count);
  bytes.data[1] = 20;
  CHECK(parse_packet(bytes.span(), got) == PacketError::bad_count);
  bytes.data[0] = 3;
  CHECK(parse_packet(bytes.span(), got) == PacketError::bad_version);
}
