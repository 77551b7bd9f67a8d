#pragma once

#include <utility>  // before Asio: Boost 1.74 forgets it

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sdbus-c++/sdbus-c++.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>

namespace backstep::host::ble {

namespace asio = boost::asio;

using Properties = std::map<std::string, sdbus::Variant>;

/// What a D-Bus call gave: values, or the error's name and words.
template <class... T>
struct Answer {
  std::optional<std::tuple<T...>> values;
  std::string error;  ///< "org.bluez.Error.Failed: Not connected"

  explicit operator bool() const { return values.has_value(); }
};

/// A D-Bus connection driven by an Asio loop. Asynchronous calls only: one that waits would stop the loop.
class Bus {
 public:
  /// The system bus (or the one that DBUS_SYSTEM_BUS_ADDRESS names). Throws sdbus::Error where there is none.
  explicit Bus(asio::io_context& loop);
  ~Bus();
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  asio::io_context& loop() { return loop_; }
  sdbus::IConnection& connection() { return *connection_; }

  /// Calls org.bluez at `path`; an empty one, of an object that has gone, is answered with an error. R: the types of
  /// what it returns.
  template <class... R, class... Args>
  asio::awaitable<Answer<R...>> call(std::string path, std::string interface, std::string method,
                                     std::chrono::milliseconds timeout, Args... args) {
    auto answer = std::make_shared<Answer<R...>>();
    if (path.empty()) {
      answer->error = "what is to be used has gone";
      co_return std::move(*answer);
    }
    std::shared_ptr<sdbus::IProxy> proxy = sdbus::createProxy(*connection_, "org.bluez", path);
    proxy->finishRegistration();
    co_await asio::async_initiate<decltype(asio::use_awaitable), void()>(
        [&](auto handler) {
          auto done = std::make_shared<decltype(handler)>(std::move(handler));
          auto& loop = loop_;
          proxy->callMethodAsync(method)
              .onInterface(interface)
              .withTimeout(timeout)
              .withArguments(args...)
              .uponReplyInvoke([answer, done, proxy, &loop](const sdbus::Error* error, R... values) {
                if (error != nullptr) {
                  answer->error = error->getName() + ": " + error->getMessage();
                } else {
                  answer->values.emplace(std::move(values)...);
                }
                // Not from within the bus's own dispatch; and the proxy lives until then.
                asio::post(loop, [done, proxy] { std::move (*done)(); });
              });
          pump_soon();
        },
        asio::use_awaitable);
    co_return std::move(*answer);
  }

 private:
  void pump_soon();
  void pump();

  asio::io_context& loop_;
  std::unique_ptr<sdbus::IConnection> connection_;
  asio::posix::stream_descriptor socket_;
  asio::steady_timer timer_;
  bool pumping_soon_ = false, reading_ = false, writing_ = false;
};

/// Sleeps on the loop.
asio::awaitable<void> sleep(asio::io_context& loop, std::chrono::milliseconds time);

}  // namespace backstep::host::ble
