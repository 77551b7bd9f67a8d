#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "host/base/error.h"

namespace backstep::host {

/// What was saved of a damaged recording.
struct Recovered {
  std::size_t records = 0;
  std::uint64_t left_out_bytes = 0;
  bool whole = true;  ///< nothing was damaged
};

/// Copies what is whole in `recording` to the new file `output`, with a mark for each damage. `recording` is only read.
/// `tell` hears a sentence for each damage, which names file and byte, also where `output` cannot be written to its
/// end.
Result<Recovered> recover(const std::filesystem::path& recording, const std::filesystem::path& output,
                          const std::function<void(const std::string& damage)>& tell);

}  // namespace backstep::host
