#include "host/recording/file.h"

#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace backstep::host {

namespace fs = std::filesystem;

Result<File> open_to_read(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    return fail(fmt::format("{}: there is no such file. Check the name; `ls` shows what is there", path.string()));
  }
  if (status.type() == fs::file_type::directory) {
    return fail(fmt::format("{} is a directory, expected a file. Name a file in it", path.string()));
  }
  if (status.type() != fs::file_type::regular) {
    return fail(fmt::format("{} is no regular file{}. Save the data to a file and name that", path.string(),
                            error ? " (" + error.message() + ")" : ""));
  }
  if (fs::file_size(path, error) == 0) {
    return fail(fmt::format("{} is empty (0 bytes). Copy it again, or record again", path.string()));
  }
  File file(std::fopen(path.c_str(), "rb"));
  if (!file) {
    return fail(fmt::format("{} cannot be read: {}. Check its permissions", path.string(), std::strerror(errno)));
  }
  return file;
}

Result<File> create_new(const fs::path& path) {
  File file(std::fopen(path.c_str(), "wbx"));
  if (file) {
    ::flock(::fileno(file.get()), LOCK_EX | LOCK_NB);  // where the file system has locks: for open_to_append()
    return file;
  }
  if (errno == EEXIST) {
    return fail(fmt::format(
        "{} exists already, and recordings are never overwritten. Choose another name, or remove it", path.string()));
  }
  return fail(fmt::format("{} cannot be written: {}. Choose another place", path.string(), std::strerror(errno)));
}

Result<File> open_to_append(const fs::path& path, std::uint64_t size) {
  File file(std::fopen(path.c_str(), "r+b"));
  if (file && ::flock(::fileno(file.get()), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    return fail(fmt::format("{} is being recorded to by another program. End that first", path.string()));
  }
  if (!file || ::ftruncate(fileno(file.get()), static_cast<off_t>(size)) != 0 ||
      ::lseek(fileno(file.get()), 0, SEEK_END) < 0) {
    return fail(fmt::format("{} cannot be written to: {}. Check its permissions, or record to a new file",
                            path.string(), std::strerror(errno)));
  }
  return file;
}

int sync(const File& file) {
  const bool synced = std::fflush(file.get()) == 0 && ::fsync(::fileno(file.get())) == 0;
  return synced || errno == EINVAL ? 0 : errno;  // EINVAL: not a file that can be synced
}

Error not_written(const std::string& name, int error) {
  return {
      fmt::format("{} could not be written: {}. What was recorded before is in it; make room and go on in a new file",
                  name, std::strerror(error)),
      1};
}

}  // namespace backstep::host
