#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "host/bluez/radio.h"
#include "schemas/control.h"

namespace backstep::host::ble {

/// A question for the time and its answer, on this computer's clock and on the shoe's.
struct ClockReading {
  std::chrono::steady_clock::time_point asked, heard;
  std::uint32_t received_us = 0, answered_us = 0;
};

/// One shoe over one adapter: connects, pairs, reads who it is, sends commands, receives packets. Each function says in
/// words what failed; the caller decides whether to try again. One command at a time.
class ShoeLink {
 public:
  ShoeLink(Radio& radio, std::string device_path);
  ~ShoeLink();
  ShoeLink(const ShoeLink&) = delete;
  ShoeLink& operator=(const ShoeLink&) = delete;

  /// Connects, and pairs at the first encrypted access if the shoe lets it. Then info() is known. Where that fails the
  /// link is given up.
  asio::awaitable<std::string> connect();
  asio::awaitable<void> disconnect();

  /// Disconnects if connect() made the connection (another program may be walking over it), and waits until the link is
  /// down: who looks for the shoe next finds it.
  asio::awaitable<void> leave();

  /// Reads who it is again: afterwards info() has the calibration that is stored now.
  asio::awaitable<std::string> read_info();

  /// Who listens to Stream.
  struct Listener {
    std::function<void(std::span<const std::uint8_t>)> packet;  ///< each notification
    std::function<void()> lost;                                 ///< the link is gone; once
    std::function<void(const std::string& why)> failed;         ///< packet() has thrown: nothing more is heard
  };

  /// Opens Stream. Through a socket; where there is none to be had (another program uses Stream too) by signals, and
  /// `lost` is not told: ask connected().
  asio::awaitable<std::string> subscribe(Listener listener);

  /// Sends a command and waits for the reply to it: of the same number and kind. Others answer nothing.
  asio::awaitable<Answer<wire::ReplyMessage>> command(wire::CommandKind kind, std::uint32_t first = 0,
                                                      std::uint32_t second = 0,
                                                      const wire::Calibration& calibration = {});

  /// Empty: the shoe did not answer.
  asio::awaitable<std::optional<ClockReading>> read_clock();

  asio::awaitable<Answer<wire::Counters>> read_counters();

  /// Sets the sensor to at least what a walk needs, whatever another host or the shoe's memory has set it to, as far as
  /// it can and does not send already; afterwards info() tells what it is. Error: the shoe does not answer.
  asio::awaitable<std::string> set_for_walk();

  /// The stream is gone, as far as bluetoothd says; where there is a socket, its end alone tells.
  bool lost() const { return !socket_ && !connected(); }

  bool connected() const { return bluez_.property(path_, kDevice, "Connected", false); }

  /// Hears the counters whenever the shoe tells them: every ten seconds while it sends.
  asio::awaitable<std::string> watch_counters(std::function<void(const wire::Counters&)> heard);

  const wire::Info& info() const { return info_; }
  const std::string& path() const { return path_; }
  std::string address() const;
  std::string serial() const;

 private:
  static constexpr std::chrono::milliseconds kReplyPatience{5'000};

  asio::awaitable<Answer<std::vector<std::uint8_t>>> read_value(const char* uuid);
  void close();
  void hear(const std::string& path, std::function<void(const std::vector<std::uint8_t>&)> heard);
  asio::awaitable<std::string> set_up();
  static asio::awaitable<void> receive(std::shared_ptr<asio::posix::stream_descriptor> socket, Listener listener);

  Bluez& bluez_;
  Calls& calls_;
  std::string path_;
  wire::Info info_;
  std::uint16_t number_;                               ///< of the last command
  wire::CommandKind kind_ = wire::CommandKind::start;  ///< likewise
  bool busy_ = false, connected_here_ = false;
  std::optional<wire::ReplyMessage> reply_;
  std::chrono::steady_clock::time_point asked_, heard_;  ///< the command sent last, and its reply
  std::shared_ptr<asio::posix::stream_descriptor> socket_;
  std::set<std::string> heard_paths_;  ///< characteristics whose signals are heard
};

}  // namespace backstep::host::ble
