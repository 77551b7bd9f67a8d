#include "host/bluez/bus.h"

#include <fcntl.h>
#include <poll.h>

#include <algorithm>
#include <boost/asio/post.hpp>

#include "host/bluez/bus_line.h"

namespace backstep::host::ble {

void CallGroup::end(const std::shared_ptr<Waiting>& call) {
  if (waiting.erase(call) > 0) {
    std::exchange(call->resume, nullptr)();
  }
}

void CallGroup::interrupt() {
  ++interrupts;
  for (const auto& call : std::set(waiting)) {
    end(call);
  }
}

BusLine::BusLine(asio::io_context& loop)
    : loop_(loop), connection_(sdbus::createSystemBusConnection()), socket_(loop), timer_(loop) {
  socket_.assign(::fcntl(connection_->getEventLoopPollData().fd, F_DUPFD_CLOEXEC, 0));  // Asio closes what it owns
}

void BusLine::add(const std::shared_ptr<CallGroup>& group) {
  std::erase_if(groups_, [](const auto& g) { return g.expired(); });
  groups_.push_back(group);
}

void BusLine::close() {
  broken_ = true;
  boost::system::error_code ignored;
  socket_.close(ignored);
  timer_.cancel();
  interrupt_all();
}

void BusLine::interrupt_all() {
  for (const auto& weak : std::vector(groups_)) {
    if (const auto group = weak.lock()) {
      group->interrupt();
    }
  }
}

void BusLine::pump_soon() {
  if (!pumping_soon_) {
    pumping_soon_ = true;
    asio::post(loop_, [self = shared_from_this()] {
      self->pumping_soon_ = false;
      self->pump();
    });
  }
}

void BusLine::pump() {
  try {
    process();
  } catch (const sdbus::Error&) {
    broken_ = true;
    interrupt_all();
  }
}

void BusLine::process() {
  if (broken_) {
    return;
  }
  while (!broken_ && connection_->processPendingRequest()) {
  }
  if (broken_) {
    return;
  }
  const auto wanted = connection_->getEventLoopPollData();
  if ((wanted.events & POLLIN) != 0 && !reading_) {
    reading_ = true;
    socket_.async_wait(asio::posix::stream_descriptor::wait_read,
                       [self = shared_from_this()](const boost::system::error_code& error) {
                         self->reading_ = false;
                         if (!error) {
                           self->pump();
                         }
                       });
  }
  if ((wanted.events & POLLOUT) != 0 && !writing_) {
    writing_ = true;
    socket_.async_wait(asio::posix::stream_descriptor::wait_write,
                       [self = shared_from_this()](const boost::system::error_code& error) {
                         self->writing_ = false;
                         if (!error) {
                           self->pump();
                         }
                       });
  }
  if (const auto left = wanted.getRelativeTimeout()) {
    timer_.expires_after(*left);
    timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
      if (!error) {
        self->pump();
      }
    });
  }
}

Bus::Bus(asio::io_context& loop) : line_(std::make_shared<BusLine>(loop)) { line_->pump_soon(); }

Bus::~Bus() {
  try {
    line_->close();
  } catch (...) {  // no memory to tell the calls that they are over, and nobody to tell that to
  }
}

asio::io_context& Bus::loop() { return line_->loop(); }

sdbus::IConnection& Bus::connection() { return line_->connection(); }

bool Bus::broken() const { return line_->broken(); }

void Bus::pump_soon() { line_->pump_soon(); }

}  // namespace backstep::host::ble
