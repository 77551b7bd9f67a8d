#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsp/calibration/foot_alignment.h"
#include "host/base/error.h"
#include "tests/validation/comparison.h"

namespace backstep::validation {

/// Recordings of one kind: one row of the table for people.
struct Kind {
  std::vector<std::string_view> names_contain;  ///< any of these; the first kind that fits a name has it
  std::string_view title;                       ///< for people
};

/// In the order of the table.
const std::vector<Kind>& kinds();

/// One recording of the collection's index.
struct Recording {
  std::string name;
  std::string family;         ///< recordings of one source, judged together: "bandai", "pyshoe_run", "gaitmap_reversed"
  std::size_t kind = 0;       ///< in kinds()
  std::string reversed_from;  ///< the recording that this is played backward; empty: it is none such
  bool closed_loop = false;   ///< ends where it began; nothing else is known
  std::filesystem::path folder;
  std::array<std::optional<std::filesystem::path>, 2> csv;  ///< by index(Foot)
  std::array<FootSetup, 2> setup;                           ///< the mounting the index declares
  TruthUse truth_use;
  /// Of the reference's marker from the sensor, forward and left, m, where the recording tells: zero else. It makes the
  /// marker's strides differ from the sensor's where the foot turns.
  double arm_forward_m = 0, arm_left_m = 0;
  double length_sd_m = 0;  ///< of the reference's lengths, as it is stated with the recordings, the arm not counted
  double judged_sd_m = 0;  ///< one standard deviation of all that the reference's lengths are off, to judge others by
};

/// The stride's length as the sensor walked it: without what the marker's lever arm adds in a turn.
double length_at_sensor_m(const Recording& recording, const TrueStride& stride);

/// Reads `index.json` of the collection; recordings that name no file to analyse are left out. Fails on an index that
/// is none, or on a recording of no family.
host::Result<std::vector<Recording>> read_index(const std::filesystem::path& collection);

}  // namespace backstep::validation
