#include "host/recording/file_claims.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>

#include "host/recording/recording_file.h"
#include "schemas/frame.h"

namespace backstep::host {
namespace {

namespace fs = std::filesystem;

std::string identity(const struct stat& status) { return fmt::format("{}:{}", status.st_dev, status.st_ino); }

/// Device and inode; of a file that is not there yet those of its folder, and its name.
std::string identity_of(const std::string& path) {
  struct stat status {};
  if (path == "-" ? ::fstat(STDOUT_FILENO, &status) == 0 : ::stat(path.c_str(), &status) == 0) {
    return identity(status);
  }
  std::error_code error;
  const fs::path whole = fs::absolute(path, error).lexically_normal();
  if (::stat(whole.parent_path().c_str(), &status) == 0) {
    return identity(status) + "/" + whole.filename().string();
  }
  return whole.string();
}

bool is_device(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISCHR(status.st_mode);
}

/// By its name or its first bytes.
bool is_recording(const std::string& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) {
    return false;
  }
  if (fs::path(path).extension() == ".gait") {
    return true;
  }
  std::array<std::uint8_t, wire::kFileMagic.size()> start{};
  const File file(std::fopen(path.c_str(), "rbe"));
  return file && std::fread(start.data(), 1, start.size(), file.get()) == start.size() && start == wire::kFileMagic;
}

bool contains(const std::vector<std::string>& list, const std::string& identity) {
  return std::find(list.begin(), list.end(), identity) != list.end();
}

}  // namespace

void FileClaims::reads(const std::string& path) {
  if (!path.empty() && path != "-") {
    read_.push_back(identity_of(path));
  }
}

Result<void> FileClaims::writes(const std::string& path) {
  const std::string identity = identity_of(path);
  const std::string named = path == "-" ? "stdout" : path;
  if (contains(read_, identity)) {
    return fail({.kind = ErrorKind::request,
                 .where = named,
                 .what = "it is what is read; nothing is written onto it",
                 .todo = "Choose another name"});
  }
  if (is_recording(path == "-" ? "/proc/self/fd/1" : path)) {
    return fail({.kind = ErrorKind::request,
                 .where = named,
                 .what = "it is a recording, and recordings are never overwritten",
                 .todo = "Choose another name"});
  }
  if (path != "-" && is_device(path)) {
    return {};
  }
  if (contains(written_, identity)) {
    return fail({.kind = ErrorKind::request, .what = fmt::format("two results cannot both go to {}", named)});
  }
  written_.push_back(identity);
  return {};
}

Result<void> FileClaims::records(const std::string& path) {
  std::error_code error;
  if (fs::exists(fs::symlink_status(path, error))) {
    return tl::make_unexpected(taken(path));
  }
  return writes(path);
}

}  // namespace backstep::host
