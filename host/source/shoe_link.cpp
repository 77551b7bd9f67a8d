#include "host/source/shoe_link.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <random>
#include <tuple>
#include <utility>

#include "dsp/base/math.h"
#include "host/bluez/task.h"
#include "schemas/gatt.h"

namespace backstep::host::ble {
namespace {

using namespace std::chrono_literals;
using Value = std::vector<std::uint8_t>;

/// What a shoe must have.
constexpr std::array kCharacteristics = {wire::kStreamUuid, wire::kControlUuid, wire::kInfoUuid, wire::kCountersUuid};

/// Contacts are timed well from here on, and no step clips (README, "Record"): what a shoe does by itself.
constexpr std::uint32_t kWalkRate_hz = 208, kWalkAcc_g = 16, kWalkGyr_dps = 2000;

constexpr auto kLinkTime = 500ms;  ///< for bluetoothd to tell that a link is there

/// In bluetoothd's words: the shoe wants a bond, which it has not, or has not any more.
bool refuses(const std::string& error) {
  return error.starts_with("org.bluez.Error.NotPermitted") || error.starts_with("org.bluez.Error.NotAuthorized");
}

}  // namespace

// Another program may be giving commands to the same shoe; both hear all replies, and each knows its own by the number.
ShoeLink::ShoeLink(Radio& radio, std::string device_path)
    : bluez_(radio.bluez()),
      calls_(radio.calls()),
      path_(std::move(device_path)),
      number_(static_cast<std::uint16_t>(std::random_device{}())) {}

ShoeLink::~ShoeLink() { close(); }

void ShoeLink::close() {
  if (socket_) {
    boost::system::error_code ignored;
    socket_->close(ignored);
    socket_.reset();
  }
  for (const std::string& path : std::exchange(heard_paths_, {})) {
    bluez_.on_value(path, nullptr);
  }
}

void ShoeLink::hear(const std::string& path, std::function<void(const Value&)> heard) {
  heard_paths_.insert(path);
  bluez_.on_value(path, std::move(heard));
}

std::string ShoeLink::address() const {
  std::string address = path_.substr(path_.rfind("/dev_") + 5);
  std::replace(address.begin(), address.end(), '_', ':');
  return address;
}

std::string ShoeLink::serial() const {
  const auto& text = *info_.device.serial();
  return {text.begin(), std::find(text.begin(), text.end(), std::uint8_t{0})};
}

asio::awaitable<std::string> ShoeLink::connect() {
  const std::string failed = co_await set_up();
  if (!failed.empty() && std::exchange(connected_here_, false)) {
    co_await disconnect();  // also ends an attempt that bluetoothd is still making
  }
  co_return failed;
}

asio::awaitable<std::string> ShoeLink::set_up() {
  if (!connected()) {
    connected_here_ = true;
    const auto connected = co_await calls_.call<>(path_, kDevice, "Connect", kConnectPatience);
    if (!connected) {
      co_return connected.error;
    }
  }
  const auto resolved = [this] {  // bluetoothd says so a moment before it shows them all
    return bluez_.property(path_, kDevice, "ServicesResolved", false) &&
           std::ranges::none_of(kCharacteristics,
                                [this](const char* uuid) { return bluez_.characteristic(path_, uuid).empty(); });
  };
  const auto must_be_linked = std::chrono::steady_clock::now() + kLinkTime;
  const auto known = [&] { return resolved() || (!connected() && std::chrono::steady_clock::now() > must_be_linked); };
  const bool decided = co_await until(calls_, 15s, known);
  if (!decided) {
    co_return "its services do not show up";
  }
  if (!resolved()) {
    co_return "the connection broke off at once";
  }
  // A pairing without a bond, which an adapter that is not pairable asks for, would have to be made again each time.
  const std::string adapter = adapter_of(path_);
  const bool bonded = bluez_.property(path_, kDevice, "Bonded", false);
  const bool make_pairable = !bonded && !bluez_.property(adapter, kAdapter, "Pairable", false);
  if (make_pairable) {
    co_await Bluez::set(calls_, adapter, kAdapter, "Pairable", sdbus::Variant(true));
  }
  std::string failed = co_await read_info();
  if (make_pairable) {
    co_await Bluez::set(calls_, adapter, kAdapter, "Pairable", sdbus::Variant(false));
  }
  if (!bonded) {
    if (!failed.empty() && failed != kNoAnswer && !bluez_.property(path_, kDevice, "Paired", false)) {
      const std::string why = refuses(failed) ? "" : " (" + failed + ")";
      co_return "it does not let this computer pair" + why +
          ". Hold its button for 3 s, until it blinks quickly, and try again; for 10 s if this computer had claimed it "
          "before and has forgotten it";
    }
  }
  if (bonded && refuses(failed)) {
    co_return fmt::format(
        "it does not know this computer any more ({}). `backstep devices forget {}`, hold its button for 3 s, until it "
        "blinks quickly, and try again",
        failed, address());
  }
  if (!failed.empty()) {
    co_return failed;
  }
  const std::string control = bluez_.characteristic(path_, wire::kControlUuid);
  hear(control, [this](const Value& bytes) {
    wire::ReplyMessage reply;
    if (wire::parse_reply(bytes, reply) == wire::ControlError::none && reply.reply.number() == number_ &&
        reply.reply.kind() == kind_) {
      reply_ = reply;
      heard_ = std::chrono::steady_clock::now();
    }
  });
  co_return (co_await calls_.call<>(control, kCharacteristic, "StartNotify", kPatience)).error;
}

asio::awaitable<void> ShoeLink::disconnect() {
  close();
  co_await calls_.call<>(path_, kDevice, "Disconnect", kPatience);
}

asio::awaitable<void> ShoeLink::leave() {
  if (std::exchange(connected_here_, false)) {
    co_await disconnect();
    const auto down = [this] { return !connected(); };
    co_await until(calls_, 3s, down);
  }
}

asio::awaitable<Answer<Value>> ShoeLink::read_value(const char* uuid) {
  co_return co_await calls_.call<Value>(bluez_.characteristic(path_, uuid), kCharacteristic, "ReadValue",
                                        kConnectPatience, Properties{});
}

asio::awaitable<std::string> ShoeLink::read_info() {
  const auto answer = co_await read_value(wire::kInfoUuid);
  if (!answer) {
    co_return answer.error;
  }
  const Value& bytes = std::get<0>(*answer.values);
  if (wire::parse_info(bytes, info_) != wire::ControlError::none) {
    co_return fmt::format("its Info has {} bytes that make no sense, expected {} or {}; update its firmware",
                          bytes.size(), sizeof(wire::DeviceInfo), sizeof(wire::DeviceInfo) + sizeof(wire::Calibration));
  }
  co_return std::string();
}

asio::awaitable<std::optional<ClockReading>> ShoeLink::read_clock() {
  const auto answer = co_await command(wire::CommandKind::time);
  if (!answer) {
    co_return std::nullopt;
  }
  const wire::ReplyMessage& message = std::get<0>(*answer.values);
  const auto* sent = std::get_if<wire::TimeSent>(&message.details);
  if (sent == nullptr) {
    co_return std::nullopt;
  }
  co_return ClockReading{asked_, heard_, message.reply.device_us(), sent->device_us()};
}

asio::awaitable<Answer<wire::Counters>> ShoeLink::read_counters() {
  auto read = co_await read_value(wire::kCountersUuid);
  Answer<wire::Counters> answer;
  answer.error = read.error;
  wire::Counters counters;
  if (read && wire::parse_counters(std::get<0>(*read.values), counters) == wire::ControlError::none) {
    answer.values = counters;
  } else if (read) {
    answer.error = fmt::format("its Counters have {} bytes that make no sense, expected {}; update its firmware",
                               std::get<0>(*read.values).size(), sizeof(wire::Counters));
  }
  co_return answer;
}

asio::awaitable<std::string> ShoeLink::set_for_walk() {
  const auto& device = info_.device;
  constexpr Real kNearly = Real(0.99);  // nominal, and 32-bit numbers
  if (device.rate_hz() >= kNearly * kWalkRate_hz && device.acc_range_mps2() >= kNearly * kWalkAcc_g * kGravity_mps2 &&
      device.gyr_range_radps() >= kNearly * deg_to_rad(Real(kWalkGyr_dps))) {
    co_return std::string();
  }
  for (const auto& [kind, first, second] : {std::tuple(wire::CommandKind::set_rate, kWalkRate_hz, 0U),
                                            std::tuple(wire::CommandKind::set_range, kWalkAcc_g, kWalkGyr_dps)}) {
    if (const auto reply = co_await command(kind, first, second); !reply) {
      co_return reply.error;
    }
  }
  co_return co_await read_info();
}

asio::awaitable<std::string> ShoeLink::watch_counters(std::function<void(const wire::Counters&)> heard) {
  const std::string path = bluez_.characteristic(path_, wire::kCountersUuid);
  hear(path, [heard = std::move(heard)](const Value& bytes) {
    wire::Counters counters;
    if (wire::parse_counters(bytes, counters) == wire::ControlError::none) {
      heard(counters);
    }
  });
  co_return (co_await calls_.call<>(path, kCharacteristic, "StartNotify", kPatience)).error;
}

asio::awaitable<std::string> ShoeLink::subscribe(Listener listener) {
  const std::string stream = bluez_.characteristic(path_, wire::kStreamUuid);
  const auto answer = co_await calls_.call<sdbus::UnixFd, std::uint16_t>(stream, kCharacteristic, "AcquireNotify",
                                                                         kConnectPatience, Properties{});
  if (!answer) {
    hear(stream, [listener = std::move(listener)](const Value& bytes) {
      try {
        listener.packet(bytes);
      } catch (...) {
        listener.failed(words_of(std::current_exception()));
      }
    });
    const auto notifying = co_await calls_.call<>(stream, kCharacteristic, "StartNotify", kConnectPatience);
    co_return notifying ? std::string() : answer.error;
  }
  socket_ = std::make_shared<asio::posix::stream_descriptor>(calls_.loop());
  socket_->assign(::fcntl(std::get<0>(*answer.values).get(), F_DUPFD_CLOEXEC, 0));
  const auto failed = listener.failed;
  spawn(calls_.loop(), receive(socket_, std::move(listener)), failed);
  co_return std::string();
}

asio::awaitable<void> ShoeLink::receive(std::shared_ptr<asio::posix::stream_descriptor> socket, Listener listener) {
  std::array<std::uint8_t, 512> bytes{};
  boost::system::error_code error;
  while (true) {
    const std::size_t size =
        co_await socket->async_read_some(asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, error));
    if (error == asio::error::operation_aborted) {
      co_return;  // by our own hand
    }
    if (error || size == 0) {
      break;
    }
    listener.packet(std::span(bytes).first(size));
  }
  boost::system::error_code ignored;
  socket->close(ignored);
  listener.lost();
}

asio::awaitable<Answer<wire::ReplyMessage>> ShoeLink::command(wire::CommandKind kind, std::uint32_t first,
                                                              std::uint32_t second,
                                                              const wire::Calibration& calibration) {
  Answer<wire::ReplyMessage> answer;
  const auto idle = [this] { return !busy_; };
  if (!co_await until(calls_, 2 * kReplyPatience, idle)) {
    answer.error = "the command before is still not answered";
    co_return answer;
  }
  busy_ = true;
  reply_.reset();
  const bool streams = socket_ && socket_->is_open();
  const auto answered = [this, streams] { return reply_ || (streams && !(socket_ && socket_->is_open())); };
  kind_ = kind;
  const wire::CommandMessage message{wire::Command(++number_, kind, first, second), calibration};
  const auto bytes = wire::pack(message);
  const Value value(bytes.span().begin(), bytes.span().end());
  asked_ = std::chrono::steady_clock::now();
  const auto written = co_await calls_.call<>(bluez_.characteristic(path_, wire::kControlUuid), kCharacteristic,
                                              "WriteValue", kReplyPatience, value, Properties{});
  if (!written) {
    answer.error = written.error;
  } else if (!co_await until(calls_, kReplyPatience, answered)) {
    answer.error = fmt::format("no reply to {} within 5 s", wire::EnumNameCommandKind(kind));
  } else if (reply_) {
    answer.values = *reply_;
  } else {
    answer.error = "the connection broke off";
  }
  busy_ = false;
  co_return answer;
}

}  // namespace backstep::host::ble
