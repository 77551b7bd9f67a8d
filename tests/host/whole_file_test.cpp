// Files that appear when they are whole: what stands in a folder at each moment, and in which order the disk gets it.
#include "host/base/whole_file.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <cstdarg>
#include <string>
#include <vector>

#include "tests/host/temporary_folder.h"

using backstep::host::WholeFile;
using backstep::test::content;
using backstep::test::TemporaryFolder;
using backstep::test::write_content;
namespace fs = std::filesystem;

namespace {

/// What the program asked of the disk, in order; and a file system without unnamed files.
std::vector<std::string> asked;
bool no_unnamed_files = false;

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

// These stand before the C library's.
extern "C" int fsync(int fd) {
  struct stat status {};
  ::fstat(fd, &status);
  asked.emplace_back(S_ISDIR(status.st_mode) ? "sync folder" : "sync file");
  return next<int(int)>("fsync")(fd);
}

extern "C" int rename(const char* from, const char* to) noexcept {
  asked.emplace_back("rename");
  return next<int(const char*, const char*)>("rename")(from, to);
}

extern "C" int open(const char* path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  const auto mode = va_arg(list, mode_t);
  va_end(list);
  if (no_unnamed_files && (flags & O_TMPFILE) == O_TMPFILE) {
    errno = EOPNOTSUPP;
    return -1;
  }
  return next<int(const char*, int, mode_t)>("open")(path, flags, mode);
}

namespace {

WholeFile made(const std::string& path, WholeFile::Kind kind) {
  auto file = WholeFile::create(path, kind);
  REQUIRE(file);
  return std::move(*file);
}

void put(const WholeFile& file, const std::string& text) {
  REQUIRE(std::fwrite(text.data(), 1, text.size(), file.stream()) == text.size());
}

mode_t mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777;
}

}  // namespace

TEST_CASE("Two writers of one name: each is done, and the last to finish stands whole") {
  no_unnamed_files = GENERATE(false, true);
  const TemporaryFolder folder;
  const std::string path = folder.file("strides.csv");
  {
    auto first = made(path, WholeFile::Kind::table), second = made(path, WholeFile::Kind::table);
    put(first, "first");
    put(second, "second, which is longer");
    CHECK_FALSE(fs::exists(path));
    CHECK(second.commit() == 0);
    CHECK(content(path) == "second, which is longer");
    CHECK(first.commit() == 0);
  }
  CHECK(content(path) == "first");
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
  no_unnamed_files = false;
}

TEST_CASE("Nothing of a user is removed or followed, and nothing is left of what is not finished") {
  no_unnamed_files = GENERATE(false, true);
  const TemporaryFolder folder;
  const std::string path = folder.file("strides.csv"), old = folder.file("strides.csv.partial");
  write_content(folder.file("diary"), "mine");
  write_content(path, "before");
  fs::create_symlink("diary", old);  // a name that an earlier version wrote to
  {
    auto file = made(path, WholeFile::Kind::table);
    put(file, "half");
  }
  CHECK(content(path) == "before");
  CHECK(content(folder.file("diary")) == "mine");
  CHECK(fs::is_symlink(old));
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 3);
  no_unnamed_files = false;
}

TEST_CASE("A recording takes no name that is taken, also in the last moment, and is for its owner alone") {
  no_unnamed_files = GENERATE(false, true);
  const TemporaryFolder folder;
  const std::string path = folder.file("walk.gait");
  {
    auto file = made(path, WholeFile::Kind::recording);
    put(file, "walk");
    CHECK(file.commit() == 0);
  }
  CHECK(content(path) == "walk");
  CHECK(mode_of(path) == 0600);
  const auto refused = WholeFile::create(path, WholeFile::Kind::recording);
  REQUIRE_FALSE(refused);
  CHECK(refused.error() == EEXIST);
  const std::string other = folder.file("other.gait");
  {
    auto late = made(other, WholeFile::Kind::recording);
    put(late, "late");
    write_content(other, "of somebody else");
    CHECK(late.commit() == EEXIST);
  }
  CHECK(content(other) == "of somebody else");
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 2);
  no_unnamed_files = false;
}

TEST_CASE("A table is readable as the umask says") {
  const TemporaryFolder folder;
  const mode_t before = ::umask(0027);
  auto file = made(folder.file("strides.csv"), WholeFile::Kind::table);
  CHECK(file.commit() == 0);
  ::umask(before);
  CHECK(mode_of(folder.file("strides.csv")) == 0640);
}

TEST_CASE("What is written is on the disk before it has its name, and then the name is") {
  const TemporaryFolder folder;
  auto file = made(folder.file("strides.csv"), WholeFile::Kind::table);
  put(file, "text");
  asked.clear();
  CHECK(file.commit() == 0);
  CHECK(asked == std::vector<std::string>{"sync file", "rename", "sync folder"});
}

TEST_CASE("No program that is started gets the file") {
  const TemporaryFolder folder;
  const auto file = made(folder.file("strides.csv"), WholeFile::Kind::table);
  CHECK((::fcntl(::fileno(file.stream()), F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("A place where nothing can be written is told by its error") {
  const TemporaryFolder folder;
  const auto file = WholeFile::create(folder.file("none/strides.csv"), WholeFile::Kind::table);
  REQUIRE_FALSE(file);
  CHECK(file.error() == ENOENT);
}
