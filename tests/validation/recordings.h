#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsp/calibration/foot_alignment.h"
#include "host/error.h"
#include "tests/validation/comparison.h"

namespace backstep::validation {

/// Recordings of one kind: judged together, one row of the tables.
struct Family {
  std::string_view name_contains;  ///< what the names of its recordings contain; the first family that fits has it
  std::string_view title;          ///< for people
};

/// In the order of the tables.
const std::vector<Family>& families();

/// One recording of the collection's index.
struct Recording {
  std::string name;
  std::size_t family = 0;  ///< in families()
  std::filesystem::path folder;
  std::array<std::optional<std::filesystem::path>, 2> csv;  ///< by index(Foot)
  std::array<FootSetup, 2> setup;                           ///< the mounting the index declares
  TruthUse truth_use;
};

/// Reads `index.json` of the collection; recordings that name no file to analyse are left out. Fails on an index that
/// is none, or on a recording of no family.
host::Result<std::vector<Recording>> read_index(const std::filesystem::path& collection);

}  // namespace backstep::validation
