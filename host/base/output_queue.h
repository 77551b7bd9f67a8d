#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace backstep::host {

/// Writes to a file descriptor from a thread of its own, in order, so that a disk or a reader that does not keep up (a
/// slow USB stick, a stopped pager) never holds up a walk. An item, such as a line or a frame of a recording, that does
/// not fit the queue is left out whole, and counted. One that does is on its way to the operating system at once.
class OutputQueue {
 public:
  /// `fd` stays the caller's, and open until this is destroyed. Items that wait take up to `most_bytes`. `sync_every`:
  /// what was written is brought to the disk so often, by the same thread, so that a power cut loses no more than that.
  OutputQueue(int fd, std::size_t most_bytes, std::optional<std::chrono::milliseconds> sync_every = {});

  ~OutputQueue();
  OutputQueue(const OutputQueue&) = delete;
  OutputQueue& operator=(const OutputQueue&) = delete;

  /// False: left out.
  bool write(std::string item);

  /// Waits until everything is written, or nothing can be any more.
  void flush();

  /// Waits up to a second for what is queued, and for a write to a disk that has begun; nothing is written after it.
  /// Answers with dropped(), what was still queued included.
  std::size_t finish();

  /// Bytes that are not written yet.
  std::size_t waiting() const;

  /// Items that were left out or could not be written.
  std::size_t dropped() const;

  /// The `errno` of the write that failed (EPIPE: the reader has gone); nothing is written after it. 0: none has.
  int error() const;

 private:
  void work();
  void wait_for_news(std::unique_lock<std::mutex>& lock);
  void sync_if_due(std::unique_lock<std::mutex>& lock);
  void take_batch();
  std::size_t write_batch();

  const int fd_;
  const std::size_t most_bytes_, at_once_;
  const std::optional<std::chrono::milliseconds> sync_every_;
  mutable std::mutex mutex_;
  std::condition_variable news_, idle_;
  std::deque<std::string> queue_;
  std::size_t bytes_ = 0, dropped_ = 0;  ///< bytes_: of the queue and the batch
  int error_ = 0;
  bool ending_ = false;

  // Of the thread.
  std::string batch_;
  std::vector<std::size_t> ends_;                                  ///< of the batch's items in it
  std::optional<std::chrono::steady_clock::time_point> sync_due_;  ///< something is written and not on the disk yet
  std::thread thread_;
};

}  // namespace backstep::host
