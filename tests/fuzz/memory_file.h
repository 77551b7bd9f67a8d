#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "tests/fuzz/input.h"

namespace backstep::fuzz {

/// A file in memory that has a path: what reads files can be given bytes without a disk.
class MemoryFile {
 public:
  MemoryFile() : handle_(::memfd_create("fuzz", 0)) { must(handle_ >= 0, "a file in memory"); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { ::close(handle_); }

  void write(std::span<const std::uint8_t> bytes) const {
    must(::ftruncate(handle_, 0) == 0, "an empty file");
    must(::pwrite(handle_, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()), "a written file");
  }

  /// Valid as long as this is.
  std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(handle_); }

 private:
  int handle_;
};

}  // namespace backstep::fuzz
