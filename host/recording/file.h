#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>

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

/// Opens an existing file to write behind its first `size` bytes; what follows them is cut off.
Result<File> open_to_append(const std::filesystem::path& path, std::uint64_t size);

}  // namespace backstep::host
