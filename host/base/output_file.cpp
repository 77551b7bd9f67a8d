#include "host/base/output_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace backstep::host {

namespace {

Error cannot_write(const std::string& path, int error) {
  return {.kind = ErrorKind::output,
          .where = path == "-" ? "stdout" : path,
          .what = fmt::format("cannot be written ({})", std::strerror(error)),
          .todo = todo_after_write(error)};
}

/// "/dev/stdout" may lead to a regular file, which is not for this program to replace.
bool is_in_place(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    return true;
  }
  const std::string whole = std::filesystem::absolute(path, ignored).lexically_normal().string();
  return whole.starts_with("/dev/std") || whole.starts_with("/dev/fd/") || whole.starts_with("/proc/");
}

}  // namespace

void OutputFile::Close::operator()(std::FILE* file) const {
  if (file != stdout) {
    std::fclose(file);
  }
}

OutputFile::OutputFile(std::string path, std::FILE* in_place, std::optional<WholeFile> whole, Slow slow)
    : path_(std::move(path)), in_place_(in_place), whole_(std::move(whole)) {
  if (slow == Slow::queue) {
    queue_ = std::make_unique<OutputQueue>(::fileno(stream()), kQueueBytes);
  }
}

Result<OutputFile> OutputFile::open(const std::string& path, Slow slow) {
  if (path == "-") {
    return OutputFile(path, stdout, std::nullopt, slow);
  }
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    return fail({.kind = ErrorKind::output,
                 .where = path,
                 .what = "cannot be written, as it is a folder",
                 .todo = "Name a file in it"});
  }
  if (is_in_place(path)) {
    std::FILE* const file = std::fopen(path.c_str(), "abe");
    return file == nullptr ? Result<OutputFile>(tl::make_unexpected(cannot_write(path, errno)))
                           : OutputFile(path, file, std::nullopt, slow);
  }
  auto whole = WholeFile::create(path, WholeFile::Kind::table);
  if (!whole) {
    return tl::make_unexpected(cannot_write(path, whole.error()));
  }
  return OutputFile(path, nullptr, std::move(*whole), slow);
}

void OutputFile::write(std::string_view text) {
  if (queue_) {
    queue_->write(std::string(text));
  } else if (error_ == 0 && std::fwrite(text.data(), 1, text.size(), stream()) != text.size()) {
    error_ = errno;
  }
}

Result<void> OutputFile::finish() {
  if (queue_) {
    queue_->flush();
    error_ = queue_->error();
    const std::size_t dropped = queue_->dropped();
    queue_.reset();
    if (error_ == 0 && dropped > 0) {
      return fail({.kind = ErrorKind::output,
                   .where = path_ == "-" ? "stdout" : path_,
                   .what = fmt::format("{} lines are missing, as what it is written to did not keep up", dropped),
                   .todo = "Analyse the recording again"});
    }
  }
  if (error_ == 0) {
    error_ = close();
  }
  return error_ == 0 ? Result<void>{} : tl::make_unexpected(cannot_write(path_, error_));
}

int OutputFile::close() {
  if (whole_) {
    return whole_->commit();
  }
  if (is_stdout()) {
    return std::fflush(stdout) == 0 ? 0 : errno;
  }
  return std::fclose(in_place_.release()) == 0 ? 0 : errno;
}

}  // namespace backstep::host
