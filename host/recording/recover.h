#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/base/error.h"

namespace backstep::host {

/// What was saved of a damaged recording.
struct Recovered {
  std::size_t records = 0;
  std::uint64_t left_out_bytes = 0;
  std::vector<std::string> damages;  ///< one sentence each, naming file and byte; empty: all was whole
};

/// Copies what is whole in `recording` to the new file `output`, with a mark for each damage. `recording` is only read.
Result<Recovered> recover(const std::filesystem::path& recording, const std::filesystem::path& output);

}  // namespace backstep::host
