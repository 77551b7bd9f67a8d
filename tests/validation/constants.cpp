#include "tests/validation/constants.h"

#include <algorithm>
#include <fstream>
#include <regex>

namespace backstep::validation {

namespace {

void read_file(const std::filesystem::path& path, const std::string& name, std::vector<RecordedConstant>& found) {
  static const std::regex kRecordings("\\brecordings\\b", std::regex::icase);
  static const std::regex kConstant("(\\w+)\\s*=[^=;,]+[,;]");
  std::ifstream file(path);
  std::string above;  // the comment that ends with the line before
  for (std::string line; std::getline(file, line);) {
    const std::size_t slashes = line.find("//");
    const std::string code = line.substr(0, slashes);
    const std::string comment = slashes == std::string::npos ? "" : line.substr(slashes) + ' ';
    const bool only_comment = slashes != std::string::npos && code.find_first_not_of(' ') == std::string::npos;
    if (only_comment) {
      above += comment;
      continue;
    }
    // A member or constant, not a statement of a function: those of dsp stand in structs and at namespace level.
    const bool outside = code.starts_with("constexpr") || code.starts_with("inline constexpr") ||
                         (path.extension() == ".h" && code.starts_with("  ") && code[2] != ' ');
    const std::string about = above + comment;
    if (outside && std::regex_search(about, kRecordings)) {
      for (auto m = std::sregex_iterator(code.begin(), code.end(), kConstant); m != std::sregex_iterator(); ++m) {
        found.push_back({name, (*m)[1]});
      }
    }
    above.clear();
  }
}

}  // namespace

std::vector<RecordedConstant> constants_set_on_recordings(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> sources;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".h" || entry.path().extension() == ".cpp") {
      sources.push_back(entry.path());
    }
  }
  std::sort(sources.begin(), sources.end());
  std::vector<RecordedConstant> found;
  for (const auto& source : sources) {
    read_file(source, std::filesystem::relative(source, folder.parent_path()).string(), found);
  }
  return found;
}

}  // namespace backstep::validation
