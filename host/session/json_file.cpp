#include "host/session/json_file.h"

#include <fmt/format.h>

#include <algorithm>

namespace backstep::host {

namespace {

constexpr std::uint64_t kLargest_bytes = 64U << 20U;  // ours are a few kB; a recording given by mistake is not read

}  // namespace

Result<nlohmann::json> read_json_file(Result<Input> input, std::initializer_list<std::string_view> formats,
                                      Hint made_by) {
  const std::string name = input ? input->name : "";
  const auto text = read_all(std::move(input), kLargest_bytes);
  if (!text) {
    Error error = text.error();
    error.hint = made_by;
    return fail(std::move(error));
  }
  nlohmann::json json = nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
  const auto is_ours = [&](std::string_view format) { return json.value("format", nlohmann::json()) == format; };
  if (!json.is_object() || std::none_of(formats.begin(), formats.end(), is_ours)) {
    return fail({.where = name,
                 .expected = fmt::format("a {} file", *formats.begin()),
                 .found = "something else",
                 .hint = made_by});
  }
  return json;
}

}  // namespace backstep::host
