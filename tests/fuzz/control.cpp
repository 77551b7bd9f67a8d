// One message of the Control, Info or Counters characteristic, after one byte that says which.
#include "schemas/control.h"

#include <algorithm>
#include <cmath>

#include "tests/fuzz/input.h"

using namespace backstep;
using namespace backstep::fuzz;

namespace {

void check_calibration(const wire::Calibration& calibration) {
  float squares = 0;
  for (const float x : *calibration.q_foot_sensor()) {
    squares += x * x;
  }
  must(std::abs(squares - 1) < 0.1F, "a calibration turns and does not scale");
  must(std::isfinite(calibration.gravity_mps2()), "a calibration's numbers are numbers");
}

template <class Message, class Parse>
void check_round_trip(std::span<const std::uint8_t> bytes, Message& message, Parse parse) {
  const wire::ControlBytes packed = wire::pack(message);
  Message again;
  must(parse(packed.span(), again) == wire::ControlError::none, "what was packed parses");
  must(std::ranges::equal(wire::pack(again).span(), packed.span()), "and is the same");
  must(packed.size <= bytes.size() && std::ranges::equal(packed.span(), bytes.first(packed.size)),
       "what was parsed packs to the same bytes");
}

void check_command(std::span<const std::uint8_t> bytes) {
  wire::CommandMessage message;
  if (wire::parse_command(bytes, message) == wire::ControlError::none) {
    check_round_trip(bytes, message, wire::parse_command);
    if (message.command.kind() == wire::CommandKind::write_calibration) {
      check_calibration(message.calibration);
    }
  }
}

void check_reply(std::span<const std::uint8_t> bytes) {
  wire::ReplyMessage message;
  if (wire::parse_reply(bytes, message) == wire::ControlError::none) {
    check_round_trip(bytes, message, wire::parse_reply);
    must(message.reply.status() == wire::ReplyStatus::ok || message.details.index() == 0, "a refusal says no more");
  }
}

void check_info(std::span<const std::uint8_t> bytes) {
  wire::Info info;
  if (wire::parse_info(bytes, info) == wire::ControlError::none) {
    check_round_trip(bytes, info, wire::parse_info);
    if (info.calibration) {
      check_calibration(*info.calibration);
    }
  }
}

void check_counters(std::span<const std::uint8_t> bytes) {
  wire::Counters counters;
  const bool good = wire::parse_counters(bytes, counters) == wire::ControlError::none;
  must(good == (bytes.size() >= sizeof counters), "counters are as long as they are");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input in(data, size);
  switch (in.take<std::uint8_t>() % 4) {
    case 0:
      check_command(in.rest());
      break;
    case 1:
      check_reply(in.rest());
      break;
    case 2:
      check_info(in.rest());
      break;
    default:
      check_counters(in.rest());
  }
  return 0;
}
