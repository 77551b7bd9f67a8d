#include "host/bluez/task.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <thread>

#include "host/bluez/calls.h"

namespace backstep::host::ble {

std::string words_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "an unknown error";
  }
}

void spawn(asio::io_context& loop, asio::awaitable<void> task, std::function<void(const std::string&)> failed) {
  asio::co_spawn(loop, std::move(task), [failed = std::move(failed)](const std::exception_ptr& thrown) {
    if (thrown) {
      failed(words_of(thrown));
    }
  });
}

asio::awaitable<void> off_the_loop(asio::io_context& loop, std::function<void()> work) {
  std::exception_ptr thrown;
  std::thread thread;
  // Named: GCC 12 destroys a lambda within a co_await expression twice.
  auto begin = [&](auto handler) {
    auto done = std::make_shared<decltype(handler)>(std::move(handler));
    thread = std::thread([&loop, &thrown, work = std::move(work), done, busy = asio::make_work_guard(loop)]() mutable {
      try {
        work();
      } catch (...) {
        thrown = std::current_exception();
      }
      asio::post(loop, [done = std::move(done)] { std::move (*done)(); });
    });
  };
  co_await asio::async_initiate<decltype(asio::use_awaitable), void()>(begin, asio::use_awaitable);
  thread.join();
  if (thrown) {
    std::rethrow_exception(thrown);
  }
}

asio::awaitable<void> sleep(asio::io_context& loop, std::chrono::milliseconds time) {
  asio::steady_timer timer(loop, time);
  boost::system::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

}  // namespace backstep::host::ble
