#include "tests/validation/folders.h"

#include <algorithm>
#include <sstream>

namespace backstep::validation {

namespace {

/// Where the folder stands in a report: after kReported when it is none of them.
std::ptrdiff_t place(const Folder& folder) {
  return std::find(kReported.begin(), kReported.end(), folder.name) - kReported.begin();
}

}  // namespace

host::Result<std::vector<Folder>> read_folders(const std::string& list) {
  std::vector<Folder> folders;
  std::istringstream words(list);
  for (std::string word; std::getline(words, word, ':');) {
    if (word.empty()) {
      continue;
    }
    // "a/recordings/" is called "recordings" too.
    const auto path = (std::filesystem::path(word) / "").parent_path();
    auto recordings = read_index(path);
    if (!recordings) {
      return tl::make_unexpected(recordings.error());
    }
    folders.push_back({path.filename().string(), *std::move(recordings)});
  }
  std::stable_sort(folders.begin(), folders.end(),
                   [](const Folder& a, const Folder& b) { return place(a) < place(b); });
  return folders;
}

std::vector<std::string> missing(const std::vector<Folder>& folders) {
  std::vector<std::string> names;
  for (const std::string_view name : kReported) {
    if (std::none_of(folders.begin(), folders.end(), [&](const Folder& f) { return f.name == name; })) {
      names.emplace_back(name);
    }
  }
  return names;
}

std::vector<Recording> together(const std::vector<Folder>& folders) {
  std::vector<Recording> all;
  for (const Folder& folder : folders) {
    all.insert(all.end(), folder.recordings.begin(), folder.recordings.end());
  }
  return all;
}

}  // namespace backstep::validation
