#include "host/base/file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace backstep::host {

namespace fs = std::filesystem;

namespace {

/// Goes on from where it is without asking the system for the place, so that a pipe can be read from end to end.
class FileBytes final : public InputBytes {
 public:
  FileBytes(File file, std::uint64_t size) : file_(std::move(file)), size_(size) {}

  std::size_t read(std::uint64_t offset, std::span<std::uint8_t> into) override {
    if (offset != at_ && ::fseeko(file_.get(), static_cast<off_t>(offset), SEEK_SET) != 0) {
      failed_ = true;
      return 0;
    }
    const std::size_t got = std::fread(into.data(), 1, into.size(), file_.get());
    failed_ = failed_ || std::ferror(file_.get()) != 0;
    at_ = offset + got;
    return got;
  }

  std::uint64_t size() const override { return size_; }
  bool failed() const override { return failed_; }

 private:
  File file_;
  std::uint64_t size_;
  std::uint64_t at_ = 0;
  bool failed_ = false;
};

Error no_such_file(const fs::path& path) {
  return {.where = path.string(), .what = "no such file", .todo = "Check the name and the folder"};
}

Error a_directory(const fs::path& path) {
  return {.where = path.string(), .expected = "a file", .found = "a directory", .todo = "Name a file in it"};
}

Result<void> check_regular(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    return fail(no_such_file(path));
  }
  if (status.type() == fs::file_type::directory) {
    return fail(a_directory(path));
  }
  if (status.type() != fs::file_type::regular) {
    return fail({.where = path.string(),
                 .what = "no regular file" + (error ? " (" + error.message() + ")" : std::string()),
                 .todo = "Save the data to a file and name that"});
  }
  return {};
}

}  // namespace

Result<void> check_file(const fs::path& path) {
  if (auto good = check_regular(path); !good) {
    return good;
  }
  std::error_code error;
  if (fs::file_size(path, error) == 0) {
    return fail(empty_file(path.string()));
  }
  return {};
}

Result<Input> open_input(const fs::path& path) {
  if (auto good = check_regular(path); !good) {
    return tl::make_unexpected(good.error());
  }
  return open_stream(path);
}

Result<Input> open_stream(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    return fail(a_directory(path));
  }
  File file(std::fopen(path.c_str(), "rbe"));
  if (!file) {
    return errno == ENOENT ? fail(no_such_file(path))
                           : fail({.where = path.string(),
                                   .what = fmt::format("cannot be read ({})", std::strerror(errno)),
                                   .todo = "Check its permissions"});
  }
  const std::uintmax_t size = fs::file_size(path, error);
  return Input{path.string(), std::make_unique<FileBytes>(std::move(file), error ? 0 : size)};
}

std::string todo_after_write(int error) {
  const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
  return full ? "Make room, or choose another place for it" : "Choose another place for it";
}

int close_synced(File file) {
  const bool synced = std::fflush(file.get()) == 0 && ::fsync(::fileno(file.get())) == 0;
  const int error = synced || errno == EINVAL ? 0 : errno;  // EINVAL: not a file that can be synced
  const int closed = std::fclose(file.release()) == 0 ? 0 : errno;
  return error != 0 ? error : closed;
}

}  // namespace backstep::host
