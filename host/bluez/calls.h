#pragma once

#include "host/bluez/bus_line.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>

namespace backstep::host::ble {

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

/// The calls of one walk, or of one command, over a bus that others use too: they are given up together.
class Calls {
 public:
  explicit Calls(Bus& bus) : line_(bus.line()), group_(std::make_shared<CallGroup>()) { line_->add(group_); }
  ~Calls() { interrupt(); }
  Calls(const Calls&) = delete;
  Calls& operator=(const Calls&) = delete;

  asio::io_context& loop() { return line_->loop(); }
  bool broken() const { return line_->broken(); }

  /// Every call of these that is under way ends now, as one that is not answered; so does every wait that looks at
  /// interrupts(). The calls of others go on.
  void interrupt() { group_->interrupt(); }
  unsigned interrupts() const { return group_->interrupts; }

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
    // Named: GCC 12 destroys a lambda within a co_await expression twice.
    auto begin = [&, line = line_, group = group_](auto handler) {
      auto done = std::make_shared<decltype(handler)>(std::move(handler));
      auto waiting = std::make_shared<CallGroup::Waiting>();
      group->waiting.insert(waiting);
      try {
        if (line->broken()) {
          throw sdbus::Error("org.freedesktop.DBus.Error.Disconnected", "the connection to D-Bus broke off");
        }
        Held held{line, sdbus::createProxy(line->connection(), "org.bluez", path)};
        held.proxy->finishRegistration();
        // Not from within the bus's own dispatch; and the proxy, without which no reply comes, lives until then.
        waiting->resume = [done, held] { asio::post(held.line->loop(), [done, held] { std::move (*done)(); }); };
        held.proxy->callMethodAsync(method)
            .onInterface(interface)
            .withTimeout(timeout)
            .withArguments(args...)
            .uponReplyInvoke([group = std::weak_ptr(group), answer, waiting](const sdbus::Error* error, R... values) {
              if (error != nullptr && error->getName() != "org.freedesktop.DBus.Error.NoReply") {
                answer->error = error->getName() + ": " + error->getMessage();
              } else if (error == nullptr) {
                answer->values.emplace(std::move(values)...);
                answer->error.clear();
              }
              if (const auto mine = group.lock()) {
                mine->end(waiting);
              }
            });
        line->pump_soon();
      } catch (const sdbus::Error& error) {  // no such path (its object has gone), or no bus
        answer->error = error.getName() + ": " + error.getMessage();
        waiting->resume = [done, line] { asio::post(line->loop(), [done] { std::move (*done)(); }); };
        group->end(waiting);
      }
    };
    co_await asio::async_initiate<decltype(asio::use_awaitable), void()>(begin, asio::use_awaitable);
    co_return std::move(*answer);
  }

 private:
  /// A proxy goes before the connection that it was made on.
  struct Held {
    std::shared_ptr<BusLine> line;
    std::shared_ptr<sdbus::IProxy> proxy;
  };

  std::shared_ptr<BusLine> line_;
  std::shared_ptr<CallGroup> group_;
};

/// Sleeps on the loop.
asio::awaitable<void> sleep(asio::io_context& loop, std::chrono::milliseconds time);

/// Until `done`, the time is over, or the calls are interrupted; true: done.
template <class Done>
asio::awaitable<bool> until(Calls& calls, std::chrono::milliseconds patience, Done done) {
  const auto end = std::chrono::steady_clock::now() + patience;
  const unsigned interrupts = calls.interrupts();
  while (!done()) {
    if (std::chrono::steady_clock::now() >= end || calls.interrupts() != interrupts) {
      co_return false;
    }
    co_await sleep(calls.loop(), std::chrono::milliseconds(5));
  }
  co_return true;
}

}  // namespace backstep::host::ble
