#include "host/base/whole_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <random>
#include <utility>

namespace backstep::host {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kTableMode = 0666, kRecordingMode = 0600;  // less the umask
constexpr int kNamesTried = 100;

fs::path folder_of(const fs::path& file) { return file.has_parent_path() ? file.parent_path() : fs::path("."); }

/// ".4f9a01c2.partial" beside it, whatever the length of its own name.
fs::path another_name(const fs::path& path) {
  return folder_of(path) / fmt::format(".{:08x}.partial", std::random_device{}());
}

/// By this name a file without one can be given one.
std::string in_proc(int fd) { return fmt::format("/proc/self/fd/{}", fd); }

int error_of(int result) { return result == 0 ? 0 : errno; }

bool is_on_disk_error(int error) { return error != 0 && error != EINVAL && error != EROFS && error != ENOTSUP; }

}  // namespace

int sync_folder_of(const fs::path& file) {
  const int fd = ::open(folder_of(file).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) {
    return 0;  // a folder that may be written in and not read: its names come to the disk when they do
  }
  const int error = error_of(::fsync(fd));
  ::close(fd);
  return is_on_disk_error(error) ? error : 0;
}

tl::expected<WholeFile, int> WholeFile::create(const fs::path& path, Kind kind) {
  WholeFile file(path, kind);
  std::error_code ignored;
  if (kind == Kind::recording && fs::exists(fs::symlink_status(path, ignored))) {
    return tl::make_unexpected(EEXIST);
  }
  if (path.filename().native().size() > NAME_MAX) {
    return tl::make_unexpected(ENAMETOOLONG);
  }
  if (const int error = file.open(); error != 0) {
    return tl::make_unexpected(error);
  }
  return file;
}

WholeFile::~WholeFile() {
  if (!temporary_.empty()) {
    ::unlink(temporary_.c_str());
  }
}

int WholeFile::open() {
  const mode_t mode = kind_ == Kind::table ? kTableMode : kRecordingMode;
  int fd = ::open(folder_of(path_).c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
  if (fd >= 0 && ::access(in_proc(fd).c_str(), F_OK) != 0) {
    ::close(std::exchange(fd, -1));  // without /proc it could never be given a name
  }
  for (int i = 0; fd < 0 && i < kNamesTried; ++i) {
    fs::path name = another_name(path_);
    fd = ::open(name.c_str(), O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR | O_CLOEXEC, mode);
    if (fd >= 0) {
      temporary_ = std::move(name);
    } else if (errno != EEXIST) {
      return errno;
    }
  }
  if (fd < 0) {
    return EEXIST;
  }
  file_.reset(::fdopen(fd, "w+b"));
  if (!file_) {
    const int error = errno;
    ::close(fd);
    return error;
  }
  return 0;
}

int WholeFile::commit() {
  int error = error_of(std::fflush(file_.get()));
  if (error == 0) {
    const int synced = error_of(::fsync(::fileno(file_.get())));
    error = is_on_disk_error(synced) ? synced : 0;
  }
  if (error == 0) {
    error = give_name();
  }
  const int closed = error_of(std::fclose(file_.release()));
  error = error == 0 ? closed : error;
  return error == 0 ? sync_folder_of(path_) : error;
}

/// A name that may be taken cannot be linked to: only a rename replaces.
int WholeFile::give_name() {
  if (kind_ == Kind::recording && temporary_.empty()) {
    return error_of(
        ::linkat(AT_FDCWD, in_proc(::fileno(file_.get())).c_str(), AT_FDCWD, path_.c_str(), AT_SYMLINK_FOLLOW));
  }
  if (temporary_.empty()) {
    if (const int error = take_temporary_name(); error != 0) {
      return error;
    }
  }
  if (kind_ == Kind::recording) {
    int error = error_of(::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, path_.c_str(), RENAME_NOREPLACE));
    if (error == EINVAL || error == ENOSYS) {  // not on this file system
      error = error_of(::link(temporary_.c_str(), path_.c_str()));
      if (error == EPERM || error == ENOTSUP) {  // nor has it links: the name was free when this was made
        error = ::access(path_.c_str(), F_OK) == 0 ? EEXIST : error_of(::rename(temporary_.c_str(), path_.c_str()));
      } else if (error == 0) {
        ::unlink(temporary_.c_str());
      }
    }
    if (error == 0) {
      temporary_.clear();
    }
    return error;
  }
  const int error = error_of(::rename(temporary_.c_str(), path_.c_str()));
  if (error == 0) {
    temporary_.clear();
  }
  return error;
}

int WholeFile::take_temporary_name() {
  const std::string from = in_proc(::fileno(file_.get()));
  for (int i = 0; i < kNamesTried; ++i) {
    fs::path name = another_name(path_);
    if (::linkat(AT_FDCWD, from.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0) {
      temporary_ = std::move(name);
      return 0;
    }
    if (errno != EEXIST) {
      return errno;
    }
  }
  return EEXIST;
}

}  // namespace backstep::host
