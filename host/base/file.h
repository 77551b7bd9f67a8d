#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "host/base/error.h"
#include "host/base/input.h"

namespace backstep::host {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

/// A C stream that closes itself.
using File = std::unique_ptr<std::FILE, CloseFile>;

/// That there is something to read: an existing, non-empty regular file; otherwise says which of these it is not.
Result<void> check_file(const std::filesystem::path& path);

/// A file to be read: an existing regular one, else says which of these it is not. It may be empty.
Result<Input> open_input(const std::filesystem::path& path);

/// The same, also for a pipe or device (process substitution), which can be read from its beginning to its end.
Result<Input> open_stream(const std::filesystem::path& path);

/// What to do where a file could not be written, for `error` (errno).
std::string todo_after_write(int error);

/// Closes a file that was written, once it is on the disk. Returns 0 or errno; 0 also for what is no disk.
int close_synced(File file);

}  // namespace backstep::host
