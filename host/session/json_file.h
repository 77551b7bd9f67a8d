#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "host/base/error.h"

namespace backstep::host {

/// Reads a small JSON file whose "format" must be `format`; `made_by` is the command that writes such files, for the
/// error.
Result<nlohmann::json> read_json_file(const std::filesystem::path& path, std::string_view format,
                                      std::string_view made_by);

}  // namespace backstep::host
