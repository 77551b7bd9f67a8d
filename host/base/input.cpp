#include "host/base/input.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace backstep::host {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 16;

class InputInMemory final : public InputBytes {
 public:
  explicit InputInMemory(std::vector<std::uint8_t> bytes) : bytes_(std::move(bytes)) {}

  std::size_t read(std::uint64_t offset, std::span<std::uint8_t> into) override {
    const auto from =
        std::span(bytes_).subspan(static_cast<std::size_t>(std::min<std::uint64_t>(offset, bytes_.size())));
    const std::size_t count = std::min(from.size(), into.size());
    std::copy_n(from.begin(), count, into.begin());
    return count;
  }

  std::uint64_t size() const override { return bytes_.size(); }
  bool failed() const override { return false; }

 private:
  std::vector<std::uint8_t> bytes_;
};

class WatchedBytes final : public InputBytes {
 public:
  WatchedBytes(std::unique_ptr<InputBytes> bytes, Progress progress)
      : bytes_(std::move(bytes)), progress_(std::move(progress)) {}

  std::size_t read(std::uint64_t offset, std::span<std::uint8_t> into) override {
    const std::size_t got = bytes_->read(offset, into);
    if (const std::uint64_t size = bytes_->size(); progress_ && size > 0) {
      progress_(std::min(1.0, static_cast<double>(offset + got) / static_cast<double>(size)));
    }
    return got;
  }

  std::uint64_t size() const override { return bytes_->size(); }
  bool failed() const override { return bytes_->failed(); }

 private:
  std::unique_ptr<InputBytes> bytes_;
  Progress progress_;
};

}  // namespace

Result<Input> watched(Result<Input> input, Progress progress) {
  if (input) {
    input->bytes = std::make_unique<WatchedBytes>(std::move(input->bytes), std::move(progress));
  }
  return input;
}

Input in_memory(std::string name, std::vector<std::uint8_t> bytes) {
  return {std::move(name), std::make_unique<InputInMemory>(std::move(bytes))};
}

Error empty_file(const std::string& name) {
  return {.where = name, .what = "empty (0 bytes)", .todo = "Copy it again, or record again"};
}

Result<std::string> read_all(Result<Input> input, std::uint64_t most) {
  if (!input) {
    return tl::make_unexpected(input.error());
  }
  std::string text;
  std::vector<std::uint8_t> piece(kPiece);
  for (std::size_t got = piece.size(); got == piece.size();) {
    got = input->bytes->read(text.size(), piece);
    text.append(piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(got));
    if (text.size() > most) {
      return fail({.where = input->name,
                   .what = "far too large for such a file",
                   .expected = fmt::format("at most {} kB", most / 1024)});
    }
  }
  if (input->bytes->failed()) {
    return fail({.where = input->name, .what = "cannot be read to its end", .todo = "Check the disk"});
  }
  return text;
}

}  // namespace backstep::host
