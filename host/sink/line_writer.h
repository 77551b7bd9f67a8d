#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

namespace backstep::host {

/// Writes lines to a file descriptor from a thread of its own, so that a reader who does not read (a stopped pager, a
/// full pipe) never holds up a walk. What does not fit the queue is dropped, a line at a time, and counted.
class LineWriter {
 public:
  static constexpr std::size_t kQueueBytes = 1U << 20;

  /// `fd` stays the caller's.
  explicit LineWriter(int fd);

  ~LineWriter();
  LineWriter(const LineWriter&) = delete;
  LineWriter& operator=(const LineWriter&) = delete;

  void write(std::string line);

  /// Waits up to a second for what is queued, and ends. Answers with the number of lines that were not written.
  std::size_t finish();

 private:
  void work();
  bool write_all(const std::string& line);

  int fd_;
  std::mutex mutex_;
  std::condition_variable news_, idle_;
  std::deque<std::string> queue_;
  std::size_t bytes_ = 0, dropped_ = 0;
  bool ending_ = false, broken_ = false;
  std::thread thread_;
};

}  // namespace backstep::host
