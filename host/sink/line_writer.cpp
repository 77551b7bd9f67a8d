#include "host/sink/line_writer.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

namespace backstep::host {

using namespace std::chrono_literals;

LineWriter::LineWriter(int fd) : fd_(fd), thread_([this] { work(); }) {}

LineWriter::~LineWriter() { finish(); }

std::size_t LineWriter::finish() {
  if (thread_.joinable()) {
    {
      std::unique_lock lock(mutex_);
      idle_.wait_for(lock, 1s, [this] { return bytes_ == 0 || broken_; });
      ending_ = true;
    }
    news_.notify_one();
    thread_.join();
    dropped_ += queue_.size();
    queue_.clear();
  }
  return dropped_;
}

void LineWriter::write(std::string line) {
  const std::lock_guard lock(mutex_);
  if (broken_ || bytes_ + line.size() > kQueueBytes) {
    ++dropped_;
    return;
  }
  bytes_ += line.size();
  queue_.push_back(std::move(line));
  news_.notify_one();
}

void LineWriter::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    news_.wait(lock, [this] { return ending_ || !queue_.empty(); });
    if (ending_) {
      return;
    }
    const std::string line = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    const bool written = write_all(line);
    lock.lock();
    bytes_ -= line.size();
    if (!written) {
      broken_ = true;
      dropped_ += 1 + queue_.size();
      queue_.clear();
      bytes_ = 0;
    }
    idle_.notify_all();
  }
}

/// Looks up now and then whether it is to end: a write that waits for ever must not.
bool LineWriter::write_all(const std::string& line) {
  std::size_t done = 0;
  while (done < line.size()) {
    pollfd wait{fd_, POLLOUT, 0};
    if (::poll(&wait, 1, 100) == 0) {
      const std::lock_guard lock(mutex_);
      if (ending_) {
        return false;
      }
      continue;
    }
    const auto n = ::write(fd_, line.data() + done, line.size() - done);
    if (n < 0 && errno != EINTR && errno != EAGAIN) {
      return false;
    }
    done += n > 0 ? static_cast<std::size_t>(n) : 0;
  }
  return true;
}

}  // namespace backstep::host
