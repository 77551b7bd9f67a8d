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
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>

namespace backstep::host::ble {

namespace asio = boost::asio;

using Properties = std::map<std::string, sdbus::Variant>;

/// The error of a call without an answer: in time, or before it was interrupted.
inline constexpr const char* kNoAnswer = "it does not answer";

/// What a D-Bus call gave: values, or the error's name and words.
template <class... T>
struct Answer {
  std::optional<std::tuple<T...>> values;
  std::string error;  ///< "org.bluez.Error.Failed: Not connected", or kNoAnswer

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

  /// Nothing can be heard or said any more.
  bool broken() const { return broken_; }

  /// Every call that is under way ends now, as one that is not answered; so does every wait that looks at interrupts().
  void interrupt();
  unsigned interrupts() const { return interrupts_; }

  /// After something was said on connection() from outside of its dispatch.
  void pump_soon();

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
    answer->error = kNoAnswer;
    co_await asio::async_initiate<decltype(asio::use_awaitable), void()>(
        [&](auto handler) {
          auto done = std::make_shared<decltype(handler)>(std::move(handler));
          auto waiting = std::make_shared<Waiting>();
          waiting_.insert(waiting);
          try {
            std::shared_ptr<sdbus::IProxy> proxy = sdbus::createProxy(*connection_, "org.bluez", path);
            proxy->finishRegistration();
            // Not from within the bus's own dispatch; and the proxy, without which no reply comes, lives until then.
            waiting->resume = [done, proxy, &loop = loop_] {
              asio::post(loop, [done, proxy] { std::move (*done)(); });
            };
            proxy->callMethodAsync(method)
                .onInterface(interface)
                .withTimeout(timeout)
                .withArguments(args...)
                .uponReplyInvoke([this, answer, waiting](const sdbus::Error* error, R... values) {
                  if (error != nullptr && error->getName() != "org.freedesktop.DBus.Error.NoReply") {
                    answer->error = error->getName() + ": " + error->getMessage();
                  } else if (error == nullptr) {
                    answer->values.emplace(std::move(values)...);
                    answer->error.clear();
                  }
                  end(waiting);
                });
            pump_soon();
          } catch (const sdbus::Error& error) {  // no such path (its object has gone), or no bus
            answer->error = error.getName() + ": " + error.getMessage();
            waiting->resume = [done, &loop = loop_] { asio::post(loop, [done] { std::move (*done)(); }); };
            end(waiting);
          }
        },
        asio::use_awaitable);
    co_return std::move(*answer);
  }

 private:
  struct Waiting {
    std::function<void()> resume;
  };

  void end(const std::shared_ptr<Waiting>& waiting);
  void pump();
  void process();

  asio::io_context& loop_;
  std::unique_ptr<sdbus::IConnection> connection_;
  asio::posix::stream_descriptor socket_;
  asio::steady_timer timer_;
  std::set<std::shared_ptr<Waiting>> waiting_;
  unsigned interrupts_ = 0;
  bool pumping_soon_ = false, reading_ = false, writing_ = false, broken_ = false;
};

/// Sleeps on the loop.
asio::awaitable<void> sleep(asio::io_context& loop, std::chrono::milliseconds time);

/// Until `done`, the time is over, or the bus is interrupted; true: done.
template <class Done>
asio::awaitable<bool> until(Bus& bus, std::chrono::milliseconds patience, Done done) {
  const auto end = std::chrono::steady_clock::now() + patience;
  const unsigned interrupts = bus.interrupts();
  while (!done()) {
    if (std::chrono::steady_clock::now() >= end || bus.interrupts() != interrupts) {
      co_return false;
    }
    co_await sleep(bus.loop(), std::chrono::milliseconds(5));
  }
  co_return true;
}

}  // namespace backstep::host::ble
