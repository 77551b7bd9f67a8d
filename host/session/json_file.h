#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "host/base/error.h"

namespace backstep::host {

/// Reads a small JSON file whose "format" must be `format`; `made_by`: how such files are made, for the
/// error.
Result<nlohmann::json> read_json_file(const std::filesystem::path& path, std::string_view format, Hint made_by);

}  // namespace backstep::host
