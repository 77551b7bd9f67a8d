#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "host/base/error.h"
#include "host/base/progress.h"

namespace backstep::host {

/// Bytes that are read by their place: of a file, or in memory.
class InputBytes {
 public:
  InputBytes() = default;
  virtual ~InputBytes() = default;
  InputBytes(const InputBytes&) = delete;
  InputBytes& operator=(const InputBytes&) = delete;

  /// Fills `into` from `offset` on, and says how much of it. Less: the end, or failed().
  virtual std::size_t read(std::uint64_t offset, std::span<std::uint8_t> into) = 0;

  /// How many there are, as far as is known beforehand; 0 for a pipe.
  virtual std::uint64_t size() const = 0;

  /// Something could not be read (a disk that fails), so the end seen was none.
  virtual bool failed() const = 0;
};

/// What is read, and its name for messages. Readers take a Result<Input>, so that one that cannot be opened needs no
/// words of its own: open_recording(open_input(path)).
struct Input {
  std::string name;
  std::unique_ptr<InputBytes> bytes;
};

Input in_memory(std::string name, std::vector<std::uint8_t> bytes);

/// The same input; `progress` hears how much of it is read, while it is.
Result<Input> watched(Result<Input> input, Progress progress);

/// That there is nothing in it.
Error empty_file(const std::string& name);

/// All of a small file. Fails where it cannot be read, or is larger than `most`.
Result<std::string> read_all(Result<Input> input, std::uint64_t most);

}  // namespace backstep::host
