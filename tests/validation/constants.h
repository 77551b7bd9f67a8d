#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace backstep::validation {

/// A constant in the source whose own comment names the recordings as its reason, or among them.
struct RecordedConstant {
  std::string file;  ///< from the folder given
  std::string name;
};

/// Those in the headers and sources of a folder, in order. A comment belongs to the constant that it stands beside, or
/// that it stands above.
std::vector<RecordedConstant> constants_set_on_recordings(const std::filesystem::path& folder);

}  // namespace backstep::validation
