// What a host writes to a shoe and what the shoe answers: everything comes back as it was packed, and nothing else is
// taken for a message.
#include "schemas/control.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

using namespace backstep::wire;

namespace {

using Bytes = std::vector<std::uint8_t>;

template <class Message>
Bytes packed(const Message& message) {
  const ControlBytes bytes = pack(message);
  return {bytes.span().begin(), bytes.span().end()};
}

Calibration calibration(float w = 1) {
  const std::array<float, 3> zero = {0, 0, 0};
  const std::array<float, 4> q = {w, 0, 0, 0};
  const flatbuffers::span<const float, 3> zeros(zero);
  return {zeros, 9.8F, flatbuffers::span<const float, 4>(q), 0.1F, 0, zeros, zeros, 0.1F, 3, 1, 1, ToeSource::stored,
          false, false};
}

CommandMessage store(const Calibration& calibration) {
  return {Command(1, CommandKind::write_calibration, 0, 0), calibration};
}

}  // namespace

TEST_CASE("Every command comes back as it was packed, and no shorter or longer bytes are one") {
  CHECK(rc::check([] {
    const auto kind = static_cast<CommandKind>(*rc::gen::inRange(0, int(CommandKind::MAX) + 1));
    const CommandMessage sent{Command(*rc::gen::arbitrary<std::uint16_t>(), kind, *rc::gen::arbitrary<std::uint32_t>(),
                                      *rc::gen::arbitrary<std::uint32_t>()),
                              kind == CommandKind::write_calibration ? calibration() : Calibration{}};
    const Bytes bytes = packed(sent);
    CommandMessage got;
    RC_ASSERT(parse_command(bytes, got) == ControlError::none);
    RC_ASSERT(packed(got) == bytes);
    Bytes longer = bytes;
    longer.push_back(0);
    RC_ASSERT(parse_command(longer, got) == ControlError::wrong_length);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      RC_ASSERT(parse_command(std::span(bytes).first(size), got) == ControlError::wrong_length);
    }
  }));
}

TEST_CASE("A command that only a later shoe knows is read, so that it can be refused by name") {
  Bytes bytes = packed(CommandMessage{Command(5, static_cast<CommandKind>(200), 1, 2), {}});
  bytes.resize(30);
  CommandMessage got;
  REQUIRE(parse_command(bytes, got) == ControlError::none);
  CHECK(got.command.number() == 5);
  CHECK(static_cast<int>(got.command.kind()) == 200);
}

TEST_CASE("A calibration that no foot can have is refused") {
  CommandMessage got;
  CHECK(parse_command(packed(store(calibration())), got) == ControlError::none);
  CHECK(parse_command(packed(store(calibration(0.5F))), got) == ControlError::bad_value);
  CHECK(parse_command(packed(store(calibration(std::nanf("")))), got) == ControlError::bad_value);
  CHECK(parse_command(packed(store(Calibration{})), got) == ControlError::bad_value);

  Info info;
  info.calibration = calibration(0);
  Info back;
  CHECK(parse_info(packed(info), back) == ControlError::bad_value);
}

TEST_CASE("Info comes with a calibration or without") {
  Info info, back;
  REQUIRE(parse_info(packed(info), back) == ControlError::none);
  CHECK_FALSE(back.calibration);
  info.calibration = calibration();
  REQUIRE(packed(info).size() == 160);
  REQUIRE(parse_info(packed(info), back) == ControlError::none);
  CHECK(back.calibration);
  Bytes cut = packed(info);
  cut.resize(100);
  CHECK(parse_info(cut, back) == ControlError::wrong_length);
}

TEST_CASE("A refusal has no details, whatever was asked for") {
  const ReplyMessage refusal{Reply(3, CommandKind::start, ReplyStatus::low_battery, 9), {}};
  ReplyMessage got;
  REQUIRE(parse_reply(packed(refusal), got) == ControlError::none);
  CHECK(got.reply.status() == ReplyStatus::low_battery);
  CHECK(std::holds_alternative<std::monostate>(got.details));
  const ReplyMessage bare{Reply(3, CommandKind::start, ReplyStatus::ok, 9), {}};
  CHECK(parse_reply(packed(bare), got) == ControlError::wrong_length);
}

TEST_CASE("Counters that have grown at their end are still read") {
  Bytes bytes(sizeof(Counters) + 8);
  const Counters sent(1, 82, 3987, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  std::memcpy(bytes.data(), &sent, sizeof sent);
  Counters got;
  REQUIRE(parse_counters(bytes, got) == ControlError::none);
  CHECK(got.commands_refused() == 9);
  CHECK(parse_counters(std::span(bytes).first(39), got) == ControlError::wrong_length);
}
