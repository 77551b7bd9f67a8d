#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "dsp/summary/stride_speed.h"
#include "host/source/ble/bus.h"

namespace backstep::host::ble {

/// This computer as a speed sensor: Running Speed and Cadence (Bluetooth SIG, RSCS 1.0) on one of its adapters, so that
/// a watch or phone shows the walk while it goes on. Anybody near may read it: watches seldom pair.
class SpeedService {
 public:
  /// `adapter`: its path. `set_distance`: a watch wants the distance to count from there.
  SpeedService(Bus& bus, std::string adapter, std::function<void(double distance_m)> set_distance);
  ~SpeedService();
  SpeedService(const SpeedService&) = delete;
  SpeedService& operator=(const SpeedService&) = delete;

  /// Registers the service and advertises it. Error: a sentence.
  asio::awaitable<std::string> start();

  /// Tells whoever has subscribed; once a second is what watches expect (RSCS 1.0, 3.1).
  void tell(const WalkingSpeed& speed);

 private:
  sdbus::IObject& add(const std::string& path);
  sdbus::IObject& add_characteristic(const std::string& name, const char* uuid, std::vector<std::string> flags);
  void add_fixed(const std::string& name, const char* uuid, std::vector<std::uint8_t> value);
  void add_measurement();
  void add_control_point();
  void add_advertisement();

  Bus& bus_;
  std::string adapter_;
  std::function<void(double)> set_distance_;
  std::vector<std::unique_ptr<sdbus::IObject>> objects_;
  sdbus::IObject *measurement_ = nullptr, *control_ = nullptr;
  std::vector<std::uint8_t> measured_, answered_;
};

}  // namespace backstep::host::ble
