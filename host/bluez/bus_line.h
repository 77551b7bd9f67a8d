#pragma once

#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "host/bluez/bus.h"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace backstep::host::ble {

/// Calls and waits that are given up together. Shared by the one who owns it and the answers that are still to come.
struct CallGroup {
  struct Waiting {
    std::function<void()> resume;
  };
  std::set<std::shared_ptr<Waiting>> waiting;
  unsigned interrupts = 0;

  void end(const std::shared_ptr<Waiting>& call);
  /// Every call that is under way ends now, as one that is not answered; so does every wait that looks at `interrupts`.
  void interrupt();
};

/// The connection behind a Bus, held by everything on the loop that will still touch it.
class BusLine : public std::enable_shared_from_this<BusLine> {
 public:
  explicit BusLine(asio::io_context& loop);

  asio::io_context& loop() { return loop_; }
  sdbus::IConnection& connection() { return *connection_; }
  bool broken() const { return broken_; }

  void add(const std::shared_ptr<CallGroup>& group);
  void pump_soon();

  /// Nothing is heard or said from now on, and all calls end.
  void close();

 private:
  void pump();
  void process();
  void interrupt_all();

  asio::io_context& loop_;
  std::unique_ptr<sdbus::IConnection> connection_;
  asio::posix::stream_descriptor socket_;
  asio::steady_timer timer_;
  std::vector<std::weak_ptr<CallGroup>> groups_;
  bool pumping_soon_ = false, reading_ = false, writing_ = false, broken_ = false;
};

}  // namespace backstep::host::ble
