#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "host/error.h"

namespace backstep::host {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

/// A C stream that closes itself.
using File = std::unique_ptr<std::FILE, CloseFile>;

/// Opens an existing, non-empty regular file for reading; otherwise says which of these it is not.
Result<File> open_to_read(const std::filesystem::path& path);

/// Makes a new file to record to, for its owner alone; fails if there is one already. No other program can go on with
/// it while it is open (open_locked()).
Result<File> create_new(const std::filesystem::path& path);

/// That a recording's name is taken.
Error taken(const std::string& name);

/// Opens an existing recording that is to be gone on with, for this program alone. Fails while another one records to
/// it.
Result<File> open_locked(const std::filesystem::path& path);

/// Makes `file`, called `path`, end behind its first `size` bytes; what is written next follows them.
Result<void> append_behind(std::FILE* file, const std::filesystem::path& path, std::uint64_t size);

/// Closes a file that was written, once it is on the disk. Returns 0 or errno; 0 also for what is no disk.
int close_synced(File file);

/// That a recording could not be written on, for `error` (errno).
Error not_written(const std::string& name, int error);

}  // namespace backstep::host
