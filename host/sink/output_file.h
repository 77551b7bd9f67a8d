#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "host/error.h"
#include "host/sink/output_queue.h"

namespace backstep::host {

/// Where a sink writes: a file that appears under its name only when it is whole, or stdout ("-").
///
/// A file is written beside its place with ".partial" at its end of the name and renamed by finish(); without finish()
/// it is removed, so that nobody takes half a table for a table. What is no regular file (a pipe, /dev/null) is written
/// directly. A failing write is remembered and told by finish().
class OutputFile {
 public:
  /// What happens where the disk or the reader is slower than what is written.
  enum class Slow : std::uint8_t {
    wait,   ///< write() waits
    queue,  ///< a queue of kQueueBytes takes it, and finish() waits; what does not fit is left out, and finish() fails
  };
  static constexpr std::size_t kQueueBytes = std::size_t{4} << 20;  ///< hours of strides

  static Result<OutputFile> open(const std::string& path, Slow slow = Slow::wait);

  OutputFile(OutputFile&& other) noexcept = default;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  void write(std::string_view text);

  /// Everything is written: the file gets its name. Call once, last.
  Result<void> finish();

  bool is_stdout() const { return path_ == "-"; }

 private:
  struct Close {
    void operator()(std::FILE* file) const;
  };

  OutputFile(std::string path, std::filesystem::path partial, std::FILE* file, Slow slow);

  std::string path_;
  std::filesystem::path partial_;  // empty: written directly
  std::unique_ptr<std::FILE, Close> file_;
  std::unique_ptr<OutputQueue> queue_;  // empty: each write waits; after file_: its thread ends first
  int error_ = 0;
};

}  // namespace backstep::host
