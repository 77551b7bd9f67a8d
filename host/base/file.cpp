#include "host/base/file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace backstep::host {

namespace fs = std::filesystem;

Result<void> check_file(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    return fail({.where = path.string(), .what = "no such file", .todo = "Check the name and the folder"});
  }
  if (status.type() == fs::file_type::directory) {
    return fail({.where = path.string(), .expected = "a file", .found = "a directory", .todo = "Name a file in it"});
  }
  if (status.type() != fs::file_type::regular) {
    return fail({.where = path.string(),
                 .what = "no regular file" + (error ? " (" + error.message() + ")" : std::string()),
                 .todo = "Save the data to a file and name that"});
  }
  if (fs::file_size(path, error) == 0) {
    return fail({.where = path.string(), .what = "empty (0 bytes)", .todo = "Copy it again, or record again"});
  }
  return {};
}

Result<File> open_to_read(const fs::path& path) {
  if (auto good = check_file(path); !good) {
    return tl::make_unexpected(good.error());
  }
  File file(std::fopen(path.c_str(), "rbe"));
  if (!file) {
    return fail({.where = path.string(),
                 .what = fmt::format("cannot be read ({})", std::strerror(errno)),
                 .todo = "Check its permissions"});
  }
  return file;
}

int close_synced(File file) {
  const bool synced = std::fflush(file.get()) == 0 && ::fsync(::fileno(file.get())) == 0;
  const int error = synced || errno == EINVAL ? 0 : errno;  // EINVAL: not a file that can be synced
  const int closed = std::fclose(file.release()) == 0 ? 0 : errno;
  return error != 0 ? error : closed;
}

}  // namespace backstep::host
