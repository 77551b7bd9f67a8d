#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "dsp/summary/stride_speed.h"
#include "host/bluez/bluez.h"

namespace backstep::host::ble {

/// This computer as a speed sensor: Running Speed and Cadence (Bluetooth SIG, RSCS 1.0) on one of its adapters, so that
/// a watch or phone shows the walk while it goes on. Anybody near may read it: watches seldom pair.
class SpeedService {
 public:
  /// `set_distance`: a watch wants the distance to count from there.
  SpeedService(Bluez& bluez, Calls& calls, std::function<void(double distance_m)> set_distance);
  ~SpeedService();
  SpeedService(const SpeedService&) = delete;
  SpeedService& operator=(const SpeedService&) = delete;

  /// Registers the service on the adapter of this path and advertises it. Error: a sentence.
  asio::awaitable<std::string> start(std::string adapter);

  /// Takes it back, where it is offered: the connection to D-Bus may outlive the walk.
  asio::awaitable<void> stop();

  /// Still; no more once bluetoothd was started anew, or the adapter was pulled out.
  bool offered() const;

  /// Tells whoever has subscribed.
  void tell(const WalkingSpeed& speed);

 private:
  sdbus::IObject& add(const std::string& path);
  sdbus::IObject& add_characteristic(const std::string& name, const char* uuid, std::vector<std::string> flags);
  void add_fixed(const std::string& name, const char* uuid, std::vector<std::uint8_t> value);
  void add_measurement();
  void add_control_point();
  void add_advertisement();

  Bluez& bluez_;
  Calls& calls_;
  std::string adapter_;
  bool advertised_ = false;
  unsigned restarts_ = 0;  ///< of bluetoothd until it was advertised
  std::function<void(double)> set_distance_;
  std::vector<std::unique_ptr<sdbus::IObject>> objects_;
  sdbus::IObject *measurement_ = nullptr, *control_ = nullptr;
  std::vector<std::uint8_t> measured_, answered_;
};

}  // namespace backstep::host::ble
