#include "host/sink/output_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace backstep::host {

namespace {

Error cannot_write(const std::string& path, int error) {
  return {fmt::format("cannot write {}: {}. Choose another place for it.", path == "-" ? "to stdout" : path,
                      std::strerror(error)),
          1};
}

}  // namespace

void OutputFile::Close::operator()(std::FILE* file) const {
  if (file != stdout) {
    std::fclose(file);
  }
}

OutputFile::OutputFile(std::string path, std::filesystem::path partial, std::FILE* file)
    : path_(std::move(path)), partial_(std::move(partial)), file_(file) {}

OutputFile::~OutputFile() {
  const bool unfinished = file_ != nullptr;
  file_.reset();
  if (unfinished && !partial_.empty()) {
    std::error_code ignored;
    std::filesystem::remove(partial_, ignored);
  }
}

Result<OutputFile> OutputFile::open(const std::string& path) {
  if (path == "-") {
    return OutputFile(path, {}, stdout);
  }
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (std::filesystem::is_directory(status)) {
    return fail(fmt::format("cannot write {}: it is a folder. Name a file in it.", path));
  }
  const bool in_place = std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
  const std::filesystem::path partial = in_place ? "" : path + ".partial";
  std::FILE* file = std::fopen(in_place ? path.c_str() : partial.c_str(), "wb");
  if (file == nullptr) {
    return tl::make_unexpected(cannot_write(path, errno));
  }
  return OutputFile(path, partial, file);
}

void OutputFile::write(std::string_view text) {
  if (error_ == 0 && std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size()) {
    error_ = errno;
  }
}

Result<void> OutputFile::finish() {
  if (error_ == 0 && std::fflush(file_.get()) != 0) {
    error_ = errno;
  }
  if (error_ != 0) {
    return tl::make_unexpected(cannot_write(path_, error_));
  }
  file_.reset();
  if (!partial_.empty()) {
    std::error_code error;
    std::filesystem::rename(partial_, path_, error);
    if (error) {
      return tl::make_unexpected(cannot_write(path_, error.value()));
    }
  }
  return {};
}

}  // namespace backstep::host
