#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string_view>

#include "host/base/error.h"
#include "host/base/input.h"

namespace backstep::host {

/// Reads a small JSON file whose "format" must be one of `formats`, today's first; `made_by`: how such files are made,
/// for the error.
Result<nlohmann::json> read_json_file(Result<Input> input, std::initializer_list<std::string_view> formats,
                                      Hint made_by);

}  // namespace backstep::host
