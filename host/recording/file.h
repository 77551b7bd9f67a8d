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

/// Makes a new file for writing; fails if there is one already.
Result<File> create_new(const std::filesystem::path& path);

/// Opens an existing file to write behind its first `size` bytes; what follows them is cut off. Fails while another
/// program records to it.
Result<File> open_to_append(const std::filesystem::path& path, std::uint64_t size);

/// Waits until what was written is on the disk. Returns 0 or errno; 0 also for what is no disk.
int sync(const File& file);

/// That a recording could not be written on, for `error` (errno).
Error not_written(const std::string& name, int error);

}  // namespace backstep::host
