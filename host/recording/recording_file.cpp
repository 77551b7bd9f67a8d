#include "host/recording/recording_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "host/base/whole_file.h"
#include "schemas/frame.h"

namespace backstep::host {

namespace fs = std::filesystem;

namespace {

constexpr mode_t kRecordingMode = 0600;  // for its owner alone: people walk in it

Error cannot_append(const fs::path& path, int error) {
  return {.kind = ErrorKind::output,
          .where = path.string(),
          .what = fmt::format("cannot be written to ({})", std::strerror(error)),
          .todo = "Check its permissions, or record to a new file"};
}

Error not_made(const std::string& name, int error) {
  return error == EEXIST ? taken(name)
                         : Error{.kind = ErrorKind::output,
                                 .where = name,
                                 .what = fmt::format("cannot be written ({})", std::strerror(error)),
                                 .todo = todo_after_write(error)};
}

class RecordingFile final : public RecordingTarget {
 public:
  RecordingFile(std::string name, WholeFile file) : name_(std::move(name)), file_(std::move(file)) {}

  std::string name() const override { return name_; }

  Result<void> write(std::span<const std::uint8_t> bytes) override {
    if (error_ == 0 && std::fwrite(bytes.data(), 1, bytes.size(), file_.stream()) != bytes.size()) {
      error_ = errno;
    }
    return told(error_);
  }

  Result<void> commit() override { return told(error_ != 0 ? error_ : file_.commit()); }

 private:
  Result<void> told(int error) const {
    return error == 0 ? Result<void>() : tl::make_unexpected(not_made(name_, error));
  }

  std::string name_;
  WholeFile file_;
  int error_ = 0;
};

}  // namespace

Result<std::unique_ptr<RecordingTarget>> new_recording(const fs::path& path) {
  auto file = WholeFile::create(path, WholeFile::Kind::recording);
  if (!file) {
    return tl::make_unexpected(not_made(path.string(), file.error()));
  }
  return std::make_unique<RecordingFile>(path.string(), std::move(*file));
}

Error taken(const std::string& name) {
  return {.kind = ErrorKind::output,
          .where = name,
          .what = "it already exists, and recordings are never overwritten",
          .todo = "Choose another name, or remove it"};
}

Result<File> create_new(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kRecordingMode);
  if (fd >= 0) {
    ::flock(fd, LOCK_EX | LOCK_NB);  // where the file system has locks: for open_locked()
    sync_folder_of(path);
    return File(::fdopen(fd, "wb"));
  }
  if (errno == EEXIST) {
    return tl::make_unexpected(taken(path.string()));
  }
  return fail({.kind = ErrorKind::output,
               .where = path.string(),
               .what = fmt::format("cannot be written ({})", std::strerror(errno)),
               .todo = todo_after_write(errno)});
}

Result<File> open_locked(const fs::path& path) {
  if (auto good = check_file(path); !good) {
    return tl::make_unexpected(good.error());
  }
  File file(std::fopen(path.c_str(), "r+be"));
  if (file && ::flock(::fileno(file.get()), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    return fail({.kind = ErrorKind::output,
                 .where = path.string(),
                 .what = "it is being recorded to by another program",
                 .todo = "End that first"});
  }
  if (!file) {
    return fail(cannot_append(path, errno));
  }
  return file;
}

Result<void> append_behind(std::FILE* file, const fs::path& path, std::uint64_t size) {
  struct stat open {};
  struct stat named {};
  if (::fstat(::fileno(file), &open) != 0 || ::stat(path.c_str(), &named) != 0) {
    return fail(cannot_append(path, errno));
  }
  const auto bytes = static_cast<std::uint64_t>(open.st_size);
  if (open.st_ino != named.st_ino || open.st_dev != named.st_dev || bytes < size ||
      bytes - size > wire::kFrameHeaderSize + wire::kMaxPayload) {
    return fail({.kind = ErrorKind::output,
                 .where = path.string(),
                 .what = "it has changed since it was read",
                 .expected = fmt::format("{} bytes and at most one frame more", size),
                 .found = fmt::format("{} bytes", bytes),
                 .todo = "Record to a new file"});
  }
  if (::ftruncate(::fileno(file), static_cast<off_t>(size)) != 0 || ::lseek(::fileno(file), 0, SEEK_END) < 0) {
    return fail(cannot_append(path, errno));
  }
  return {};
}

Error not_written(const std::string& name, int error) {
  return {.kind = ErrorKind::output,
          .where = name,
          .what = fmt::format("could not be written on ({}); what was recorded before is in it", std::strerror(error)),
          .todo = "Make room and go on in a new file"};
}

}  // namespace backstep::host
