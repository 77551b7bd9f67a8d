#include "host/source/ble/bus.h"

#include <poll.h>
#include <unistd.h>

#include <boost/asio/redirect_error.hpp>

namespace backstep::host::ble {

Bus::Bus(asio::io_context& loop)
    : loop_(loop), connection_(sdbus::createSystemBusConnection()), socket_(loop), timer_(loop) {
  socket_.assign(::dup(connection_->getEventLoopPollData().fd));  // Asio closes what it owns
  pump_soon();
}

Bus::~Bus() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void Bus::end(const std::shared_ptr<Waiting>& waiting) {
  if (waiting_.erase(waiting) > 0) {
    std::exchange(waiting->resume, nullptr)();
  }
}

void Bus::interrupt() {
  ++interrupts_;
  for (const auto& waiting : std::set(waiting_)) {
    end(waiting);
  }
}

void Bus::pump_soon() {
  if (!pumping_soon_) {
    pumping_soon_ = true;
    asio::post(loop_, [this] {
      pumping_soon_ = false;
      pump();
    });
  }
}

void Bus::pump() {
  try {
    process();
  } catch (const sdbus::Error&) {
    broken_ = true;
    interrupt();
  }
}

void Bus::process() {
  if (broken_) {
    return;
  }
  while (connection_->processPendingRequest()) {
  }
  const auto wanted = connection_->getEventLoopPollData();
  if ((wanted.events & POLLIN) != 0 && !reading_) {
    reading_ = true;
    socket_.async_wait(asio::posix::stream_descriptor::wait_read, [this](const boost::system::error_code& error) {
      reading_ = false;
      if (!error) {
        pump();
      }
    });
  }
  if ((wanted.events & POLLOUT) != 0 && !writing_) {
    writing_ = true;
    socket_.async_wait(asio::posix::stream_descriptor::wait_write, [this](const boost::system::error_code& error) {
      writing_ = false;
      if (!error) {
        pump();
      }
    });
  }
  if (const auto left = wanted.getRelativeTimeout()) {
    timer_.expires_after(*left);
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) {
        pump();
      }
    });
  }
}

asio::awaitable<void> sleep(asio::io_context& loop, std::chrono::milliseconds time) {
  asio::steady_timer timer(loop, time);
  boost::system::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

}  // namespace backstep::host::ble
