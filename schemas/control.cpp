#include "schemas/control.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace backstep::wire {
namespace {

template <class T>
T read(std::span<const std::uint8_t> bytes) {
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

template <class T>
void append(ControlBytes& bytes, const T& value) {
  std::memcpy(bytes.data.data() + bytes.size, &value, sizeof value);
  bytes.size += sizeof value;
}

template <class Array>
bool all_finite(const Array& values) {
  return std::all_of(values.begin(), values.end(), [](float x) { return std::isfinite(x); });
}

/// What follows a reply of this kind that is ok. Kinds of a later version may bring something this one cannot know.
template <class T>
ControlError read_details(std::span<const std::uint8_t> rest, ReplyMessage& message) {
  if (rest.size() != sizeof(T)) {
    return ControlError::wrong_length;
  }
  message.details = read<T>(rest);
  return ControlError::none;
}

}  // namespace

bool is_plausible(const Calibration& c) {
  const auto& q = *c.q_foot_sensor();
  float squares = 0;
  for (const float x : q) {
    squares += x * x;
  }
  const std::array<float, 5> scalars = {c.gravity_mps2(), c.axis_sd_rad(), c.toe_log_odds(), c.still_radps(),
                                        c.moving_radps()};
  return all_finite(*c.gyro_bias_radps()) && all_finite(q) && all_finite(*c.ball_m()) && all_finite(*c.heel_m()) &&
         all_finite(scalars) && std::abs(squares - 1) < 0.02F && c.toe_source() <= ToeSource::declared;
}

ControlError parse_command(std::span<const std::uint8_t> bytes, CommandMessage& message) {
  message = {};
  if (bytes.size() < sizeof(Command)) {
    return ControlError::wrong_length;
  }
  message.command = read<Command>(bytes);
  const auto rest = bytes.subspan(sizeof(Command));
  if (message.command.kind() == CommandKind::write_calibration) {
    if (rest.size() != sizeof(Calibration)) {
      return ControlError::wrong_length;
    }
    message.calibration = read<Calibration>(rest);
    return is_plausible(message.calibration) ? ControlError::none : ControlError::bad_value;
  }
  const bool known = message.command.kind() <= CommandKind::MAX;
  return rest.empty() || !known ? ControlError::none : ControlError::wrong_length;
}

ControlBytes pack(const CommandMessage& message) {
  ControlBytes bytes;
  append(bytes, message.command);
  if (message.command.kind() == CommandKind::write_calibration) {
    append(bytes, message.calibration);
  }
  return bytes;
}

ControlError parse_reply(std::span<const std::uint8_t> bytes, ReplyMessage& message) {
  message = {};
  if (bytes.size() < sizeof(Reply)) {
    return ControlError::wrong_length;
  }
  message.reply = read<Reply>(bytes);
  const auto rest = bytes.subspan(sizeof(Reply));
  if (message.reply.status() == ReplyStatus::ok) {
    switch (message.reply.kind()) {
      case CommandKind::start:
      case CommandKind::set_rate:
      case CommandKind::set_range:
      case CommandKind::set_packet_size:
        return read_details<Granted>(rest, message);
      case CommandKind::time:
        return read_details<TimeSent>(rest, message);
      case CommandKind::resend:
        return read_details<Resending>(rest, message);
      case CommandKind::read_calibration:
        return read_details<Calibration>(rest, message);
      default:
        break;
    }
  }
  return rest.empty() ? ControlError::none : ControlError::wrong_length;
}

ControlBytes pack(const ReplyMessage& message) {
  ControlBytes bytes;
  append(bytes, message.reply);
  std::visit(
      [&bytes](const auto& details) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(details)>, std::monostate>) {
          append(bytes, details);
        }
      },
      message.details);
  return bytes;
}

ControlError parse_info(std::span<const std::uint8_t> bytes, Info& info) {
  info = {};
  const bool with_calibration = bytes.size() == sizeof(DeviceInfo) + sizeof(Calibration);
  if (!with_calibration && bytes.size() != sizeof(DeviceInfo)) {
    return ControlError::wrong_length;
  }
  info.device = read<DeviceInfo>(bytes);
  if (with_calibration) {
    const auto calibration = read<Calibration>(bytes.subspan(sizeof(DeviceInfo)));
    if (!is_plausible(calibration)) {
      return ControlError::bad_value;
    }
    info.calibration = calibration;
  }
  return ControlError::none;
}

ControlBytes pack(const Info& info) {
  ControlBytes bytes;
  append(bytes, info.device);
  if (info.calibration) {
    append(bytes, *info.calibration);
  }
  return bytes;
}

ControlError parse_counters(std::span<const std::uint8_t> bytes, Counters& counters) {
  if (bytes.size() < sizeof(Counters)) {
    return ControlError::wrong_length;
  }
  counters = read<Counters>(bytes);
  return ControlError::none;
}

}  // namespace backstep::wire
