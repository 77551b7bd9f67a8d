#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "schemas/control_generated.h"

/// Commands, replies and the Info characteristic, checked and unpacked. No heap, no exceptions.
namespace backstep::wire {

static_assert(sizeof(DeviceInfo) == 76);
static_assert(sizeof(Calibration) == 84);
static_assert(sizeof(Command) == 12);
static_assert(sizeof(Reply) == 8);
static_assert(sizeof(Granted) == 8);
static_assert(sizeof(TimeSent) == 4);
static_assert(sizeof(Resending) == 8);
static_assert(sizeof(Counters) == 40);

enum class ControlError : std::uint8_t {
  none,
  wrong_length,  ///< of the struct, or of what must follow it
  bad_value,     ///< a calibration that no foot can have: not finite, no rotation
};

/// Bytes of one message: at most a Command or Reply with a Calibration, or Info.
struct ControlBytes {
  std::array<std::uint8_t, sizeof(DeviceInfo) + sizeof(Calibration)> data{};
  std::size_t size = 0;

  std::span<const std::uint8_t> span() const { return std::span(data).first(size); }
};

/// Finite numbers, a rotation of length 1 within 1 %, known classes.
bool is_plausible(const Calibration& calibration);

struct CommandMessage {
  Command command;
  Calibration calibration;  ///< of write_calibration; zero otherwise
};

/// The answer to what a host wrote. A command of unknown kind is good: the shoe replies `unknown_command`.
ControlError parse_command(std::span<const std::uint8_t> bytes, CommandMessage& message);

ControlBytes pack(const CommandMessage& message);

struct ReplyMessage {
  Reply reply;
  std::variant<std::monostate, Granted, TimeSent, Resending, Calibration> details;  ///< by kind; none unless ok
};

ControlError parse_reply(std::span<const std::uint8_t> bytes, ReplyMessage& message);

ControlBytes pack(const ReplyMessage& message);

/// What reading the Info characteristic gives.
struct Info {
  DeviceInfo device;
  std::optional<Calibration> calibration;  ///< none is stored
};

ControlError parse_info(std::span<const std::uint8_t> bytes, Info& info);

ControlBytes pack(const Info& info);

/// Longer values are cut, since a later version may have grown at its end.
ControlError parse_counters(std::span<const std::uint8_t> bytes, Counters& counters);

/// 0 to 100; empty where the shoe does not know.
inline std::optional<int> battery_pct(const Counters& counters) {
  return counters.battery_pct() <= 100 ? std::optional<int>(counters.battery_pct()) : std::nullopt;
}

}  // namespace backstep::wire
