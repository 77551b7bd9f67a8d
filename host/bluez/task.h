#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>  // before Asio: Boost 1.74 forgets it

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

namespace backstep::host::ble {

namespace asio = boost::asio;

/// What was thrown, in words.
std::string words_of(const std::exception_ptr& thrown);

/// Runs `task` on the loop beside everything else. What it throws is told to `failed`, in words, so that whoever waits
/// for it does not wait for ever.
void spawn(asio::io_context& loop, asio::awaitable<void> task, std::function<void(const std::string& why)> failed);

/// Does `work`, which may wait for a disk, on a thread of its own while the loop goes on; what it throws is thrown
/// here.
asio::awaitable<void> off_the_loop(asio::io_context& loop, std::function<void()> work);

}  // namespace backstep::host::ble
