#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "host/base/error.h"
#include "host/base/output.h"
#include "host/base/output_queue.h"
#include "host/base/whole_file.h"

namespace backstep::host {

/// Where a sink writes: a file that appears under its name only when it is whole, or stdout ("-").
///
/// Without finish() there is no file, so that nobody takes half a table for a table (host/base/whole_file.h). What is
/// no regular file (a pipe, /dev/null, /dev/stdout) is written in place. A failing write is remembered and told by
/// finish().
class OutputFile final : public Output {
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

  void write(std::string_view text) override;

  /// Everything is written: the file gets its name. Call once, last.
  Result<void> finish();

  bool is_stdout() const { return path_ == "-"; }

 private:
  struct Close {
    void operator()(std::FILE* file) const;
  };

  OutputFile(std::string path, std::FILE* in_place, std::optional<WholeFile> whole, Slow slow);

  std::FILE* stream() const { return whole_ ? whole_->stream() : in_place_.get(); }
  int close();

  std::string path_;
  std::unique_ptr<std::FILE, Close> in_place_;
  std::optional<WholeFile> whole_;
  int error_ = 0;
  std::unique_ptr<OutputQueue> queue_;  // empty: each write waits. Last: its thread ends before the file is closed
};

}  // namespace backstep::host
