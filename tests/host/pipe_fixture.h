#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

namespace backstep::test {

/// A pipe that nobody reads, until somebody does: a disk, pager or terminal that does not keep up.
class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_, O_CLOEXEC) != 0) {
      throw std::runtime_error("no pipe");
    }
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close_writer();
    if (thread_.joinable()) {
      thread_.join();
    }
    close_reader();
  }

  int writer() const { return ends_[1]; }

  /// Gives the writing end away.
  int release_writer() { return std::exchange(ends_[1], -1); }

  void close_writer() {
    if (const int fd = std::exchange(ends_[1], -1); fd >= 0) {
      ::close(fd);
    }
  }

  void close_reader() {
    if (const int fd = std::exchange(ends_[0], -1); fd >= 0) {
      ::close(fd);
    }
  }

  void read_from_now_on() {
    thread_ = std::thread([this] {
      char buffer[5000];
      for (ssize_t n = 0; (n = ::read(ends_[0], buffer, sizeof buffer)) > 0;) {
        received_.append(buffer, static_cast<std::size_t>(n));
      }
    });
  }

  /// All of it, once every writing end is closed.
  const std::string& received() {
    thread_.join();
    return received_;
  }

 private:
  int ends_[2] = {-1, -1};
  std::thread thread_;
  std::string received_;
};

}  // namespace backstep::test
