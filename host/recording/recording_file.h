#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "host/base/file.h"

namespace backstep::host {

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

/// That a recording could not be written on, for `error` (errno).
Error not_written(const std::string& name, int error);

}  // namespace backstep::host
