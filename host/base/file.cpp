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
  return {};
}

Result<File> open_to_read(const fs::path& path) {
  if (auto good = check_file(path); !good) {
    return tl::make_unexpected(good.error());
  }
  File file(std::fopen(path.c_str(), "rbe"));
  if (!file) {
    return fail(fmt::format("{} cannot be read: {}. Check its permissions", path.string(), std::strerror(errno)));
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
