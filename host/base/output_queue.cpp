#include "host/base/output_queue.h"

#include <poll.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <csignal>

namespace backstep::host {
namespace {

using namespace std::chrono_literals;

/// A pipe that poll() calls ready takes this much without waiting; to a disk, few large writes are cheaper.
std::size_t bytes_at_once(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode) ? std::size_t{1} << 16 : std::size_t{PIPE_BUF};
}

/// A reader that has gone is an error of the write, and no end of the program.
void ignore_gone_readers() {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

}  // namespace

OutputQueue::OutputQueue(int fd, std::size_t most_bytes, std::optional<std::chrono::milliseconds> sync_every)
    : fd_(fd), most_bytes_(most_bytes), at_once_(bytes_at_once(fd)), sync_every_(sync_every), thread_([this] {
        work();
      }) {}

OutputQueue::~OutputQueue() { finish(); }

std::size_t OutputQueue::finish() {
  if (thread_.joinable()) {
    {
      std::unique_lock lock(mutex_);
      idle_.wait_for(lock, 1s, [this] { return bytes_ == 0; });
      ending_ = true;
    }
    news_.notify_one();
    thread_.join();
    dropped_ += queue_.size();
    queue_.clear();
  }
  return dropped_;
}

bool OutputQueue::write(std::string item) {
  {
    const std::lock_guard lock(mutex_);
    if (error_ != 0 || bytes_ + item.size() > most_bytes_) {
      ++dropped_;
      return false;
    }
    bytes_ += item.size();
    queue_.push_back(std::move(item));
  }
  news_.notify_one();  // without the lock, which the thread wants first
  return true;
}

void OutputQueue::flush() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return bytes_ == 0; });
}

std::size_t OutputQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::size_t OutputQueue::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

int OutputQueue::error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}

void OutputQueue::work() {
  ignore_gone_readers();
  std::unique_lock lock(mutex_);
  while (true) {
    wait_for_news(lock);
    if (ending_) {
      return;
    }
    sync_if_due(lock);
    if (queue_.empty()) {
      continue;
    }
    take_batch();
    lock.unlock();
    errno = 0;
    const std::size_t done = write_batch();
    const int error = errno;
    if (sync_every_ && !sync_due_ && done > 0) {
      sync_due_ = std::chrono::steady_clock::now() + *sync_every_;
    }
    lock.lock();
    bytes_ -= batch_.size();
    if (done < batch_.size()) {
      error_ = error;
      dropped_ += queue_.size() + static_cast<std::size_t>(
                                      std::count_if(ends_.begin(), ends_.end(), [&](auto end) { return end > done; }));
      queue_.clear();
      bytes_ = 0;
    }
    if (bytes_ == 0) {
      idle_.notify_all();
    }
  }
}

void OutputQueue::wait_for_news(std::unique_lock<std::mutex>& lock) {
  const auto news = [this] { return ending_ || !queue_.empty(); };
  if (sync_due_) {
    news_.wait_until(lock, *sync_due_, news);
  } else {
    news_.wait(lock, news);
  }
}

/// A disk that fails to keep what it took is an error like that of a write. What cannot be synced is no disk.
void OutputQueue::sync_if_due(std::unique_lock<std::mutex>& lock) {
  if (!sync_due_ || std::chrono::steady_clock::now() < *sync_due_) {
    return;
  }
  sync_due_.reset();
  lock.unlock();
  const int error = ::fsync(fd_) == 0 ? 0 : errno;
  lock.lock();
  if (error != 0 && error != EINVAL && error != EROFS && error != ENOTSUP && error_ == 0) {
    error_ = error;
    dropped_ += queue_.size();
    queue_.clear();
    bytes_ = 0;
    idle_.notify_all();
  }
}

/// Whole items, at least one, and as many as can be written at once.
void OutputQueue::take_batch() {
  batch_.clear();
  ends_.clear();
  while (!queue_.empty() && (batch_.empty() || batch_.size() + queue_.front().size() <= at_once_)) {
    batch_ += queue_.front();
    ends_.push_back(batch_.size());
    queue_.pop_front();
  }
}

/// How many bytes were written; all, unless there is an error or an end. Looks up now and then whether it is to end: a
/// write that waits for ever must not.
std::size_t OutputQueue::write_batch() {
  std::size_t done = 0;
  while (done < batch_.size()) {
    pollfd wait{fd_, POLLOUT, 0};
    if (at_once_ == PIPE_BUF && ::poll(&wait, 1, 100) == 0) {  // a disk is always ready
      const std::lock_guard lock(mutex_);
      if (ending_) {
        break;
      }
      continue;
    }
    const auto n = ::write(fd_, batch_.data() + done, std::min(batch_.size() - done, at_once_));
    if (n < 0 && errno != EINTR && errno != EAGAIN) {
      break;
    }
    done += n > 0 ? static_cast<std::size_t>(n) : 0;
  }
  return done;
}

}  // namespace backstep::host
