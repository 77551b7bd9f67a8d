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

OutputFile::OutputFile(std::string path, std::filesystem::path partial, std::FILE* file, Slow slow)
    : path_(std::move(path)), partial_(std::move(partial)), file_(file) {
  if (slow == Slow::queue) {
    queue_ = std::make_unique<OutputQueue>(::fileno(file), kQueueBytes);
  }
}

OutputFile::~OutputFile() {
  const bool unfinished = file_ != nullptr;
  file_.reset();
  if (unfinished && !partial_.empty()) {
    std::error_code ignored;
    std::filesystem::remove(partial_, ignored);
  }
}

Result<OutputFile> OutputFile::open(const std::string& path, Slow slow) {
  if (path == "-") {
    return OutputFile(path, {}, stdout, slow);
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
  return OutputFile(path, partial, file, slow);
}

void OutputFile::write(std::string_view text) {
  if (queue_) {
    queue_->write(std::string(text));
  } else if (error_ == 0 && std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size()) {
    error_ = errno;
  }
}

Result<void> OutputFile::finish() {
  if (queue_) {
    queue_->flush();
    error_ = queue_->error();
    if (error_ == 0 && queue_->dropped() > 0) {
      return fail(fmt::format("{} lacks {} lines: what it is written to did not keep up. Analyse the recording again.",
                              path_ == "-" ? "stdout" : path_, queue_->dropped()));
    }
  }
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
