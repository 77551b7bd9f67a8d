#include "host/walk/two_feet.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace backstep::host {
namespace {

namespace fs = std::filesystem;

/// Byte for byte, and of anything at all.
bool alike(const std::string& left, const std::string& right) {
  std::error_code error;
  const auto is_file = [&](const std::string& path) { return fs::is_regular_file(path, error) && !error; };
  if (!is_file(left) || !is_file(right) || fs::file_size(left, error) != fs::file_size(right, error) || error ||
      fs::is_empty(left, error)) {
    return false;
  }
  std::ifstream a(left, std::ios::binary), b(right, std::ios::binary);
  using Bytes = std::istreambuf_iterator<char>;
  return a && b && std::equal(Bytes(a), Bytes(), Bytes(b), Bytes());
}

}  // namespace

Result<void> check_two_feet(const std::string& left, const std::string& right) {
  if (left.empty() || right.empty()) {
    return {};
  }
  std::error_code not_there;
  if (fs::equivalent(left, right, not_there)) {
    return fail({.kind = ErrorKind::request,
                 .what = fmt::format("{} and {} are one and the same file", left, right),
                 .expected = "one for each foot",
                 .todo = "Name the other foot's own file"});
  }
  if (alike(left, right)) {
    return fail({.kind = ErrorKind::request,
                 .what = fmt::format("{} and {} hold the same samples to the last byte: one is a copy of the other",
                                     left, right),
                 .expected = "those of two feet",
                 .todo = "Name the other foot's own file"});
  }
  return {};
}

}  // namespace backstep::host
