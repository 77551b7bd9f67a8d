#pragma once

#include <sdbus-c++/sdbus-c++.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace backstep::firmware {

using Bytes = std::vector<std::uint8_t>;

/// What the shoe's characteristics do; set before the application is registered.
struct GattHandlers {
  std::function<Bytes()> info, counters, battery;
  std::function<void(const Bytes&)> control;         ///< a write; the answer goes through indicate()
  std::function<bool(const std::string&)> may_use;   ///< whether the device of this path may use what is ours
  std::function<void(std::uint16_t)> mtu;            ///< of the link, told with every access to ours
  std::function<void(bool)> subscribed;              ///< to Stream
  std::function<void(bool)> speed_subscribed;        ///< to RSC Measurement
  std::function<Bytes(const Bytes&)> speed_control;  ///< a write to SC Control Point; what to indicate
  std::string serial, firmware;
};

/// The shoe's services as objects on the bus, as bluetoothd wants them (GattManager1): ours of schemas/README.md,
/// Battery, Device Information and Running Speed and Cadence. Every access to ours needs an encrypted link and
/// is refused to those who may not; the standard ones do not, since most watches do not pair. bluetoothd does not say
/// who subscribes to them: what that brings about, `Shoe` decides.
class GattApplication {
 public:
  static constexpr const char* kPath = "/backstep/shoe";

  GattApplication(sdbus::IConnection& bus, GattHandlers handlers);
  ~GattApplication();
  GattApplication(const GattApplication&) = delete;
  GattApplication& operator=(const GattApplication&) = delete;

  /// Gives bytes to the radio's queue. False: it is full, or nobody has subscribed.
  bool notify_stream(std::span<const std::uint8_t> bytes);

  void indicate_control(const Bytes& bytes);
  void notify_counters(const Bytes& bytes);
  void notify_speed(const Bytes& measurement);

  /// The queue's socket, for poll(2): writable when it takes more, hung up when the host is gone. -1: not subscribed.
  int stream_socket() const { return stream_socket_; }
  void close_stream();

 private:
  sdbus::IObject& add(const std::string& path);
  void add_service(const std::string& path, const std::string& uuid);
  sdbus::IObject& add_characteristic(const std::string& service, const std::string& name, const std::string& uuid,
                                     const std::vector<std::string>& flags, const char* description);
  void add_stream();
  void add_control();
  void add_counters();
  void add_speed();
  enum class Access : std::uint8_t { ours, anybody };
  /// A characteristic that is only read: `value` gives all of it.
  void add_readable(sdbus::IObject& object, std::function<Bytes()> value, Access access);
  /// Of an access to ours. Throws an error for bluetoothd where the device may not.
  void admit(const std::map<std::string, sdbus::Variant>& options);

  sdbus::IConnection& bus_;
  GattHandlers handlers_;
  std::vector<std::unique_ptr<sdbus::IObject>> objects_;
  sdbus::IObject *control_ = nullptr, *counters_ = nullptr, *speed_ = nullptr, *speed_control_ = nullptr;
  Bytes control_value_, counters_value_, speed_value_, speed_control_value_;
  int stream_socket_ = -1;
};

}  // namespace backstep::firmware
