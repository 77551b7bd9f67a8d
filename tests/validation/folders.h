#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "tests/validation/recordings.h"

namespace backstep::validation {

/// A collection of recordings, and the name of its folder.
struct Folder {
  std::string name;
  std::vector<Recording> recordings;
};

/// Those that the README and RESULTS.md show, and that have floors: the one that was tuned on least comes first.
inline constexpr std::array<std::string_view, 2> kReported = {"recordings-2", "recordings"};

/// Reads the folders of a list "A:B", those of kReported first. Fails as read_index() does.
host::Result<std::vector<Folder>> read_folders(const std::string& list);

/// Of kReported, those that are not there.
std::vector<std::string> missing(const std::vector<Folder>& folders);

/// The recordings of all folders.
std::vector<Recording> together(const std::vector<Folder>& folders);

}  // namespace backstep::validation
