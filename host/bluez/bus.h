#pragma once

#include <utility>  // before Asio: Boost 1.74 forgets it

#include <boost/asio/io_context.hpp>

#include <sdbus-c++/sdbus-c++.h>

#include <memory>

namespace backstep::host::ble {

namespace asio = boost::asio;

class BusLine;

/// A D-Bus connection driven by an Asio loop. What is called over it: host/source/ble/calls.h; never a call that waits,
/// which would stop the loop.
///
/// May go while the loop runs and calls are under way: they end as not answered. sdbus objects and proxies made on
/// connection() must have gone before.
class Bus {
 public:
  /// The system bus (or the one that DBUS_SYSTEM_BUS_ADDRESS names). Throws sdbus::Error where there is none.
  explicit Bus(asio::io_context& loop);
  ~Bus();
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  asio::io_context& loop();
  sdbus::IConnection& connection();

  /// Nothing can be heard or said any more.
  bool broken() const;

  /// After something was said on connection() from outside of its dispatch.
  void pump_soon();

  const std::shared_ptr<BusLine>& line() const { return line_; }

 private:
  std::shared_ptr<BusLine> line_;
};

}  // namespace backstep::host::ble
