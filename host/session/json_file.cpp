#include "host/session/json_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

namespace backstep::host {

namespace {

constexpr std::uintmax_t kLargest_bytes = 64U << 20U;  // ours are a few kB; a recording given by mistake is not read

}  // namespace

Result<nlohmann::json> read_json_file(const std::filesystem::path& path, std::string_view format, Hint made_by) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error) {
    return fail({.where = path.string(), .what = fmt::format("cannot be read ({})", error.message()), .hint = made_by});
  }
  const auto no_such_file = [&] {
    return fail({.where = path.string(),
                 .expected = fmt::format("a {} file", format),
                 .found = "something else",
                 .hint = made_by});
  };
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return fail({.where = path.string(), .what = fmt::format("cannot be read ({})", std::strerror(errno))});
  }
  if (size > kLargest_bytes) {
    return no_such_file();
  }
  nlohmann::json json = nlohmann::json::parse(file, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded() || !json.is_object() || json.value("format", nlohmann::json()) != format) {
    return no_such_file();
  }
  return json;
}

}  // namespace backstep::host
