#pragma once

#include <array>
#include <functional>
#include <optional>

#include "host/base/track.h"
#include "host/import/csv_track.h"

namespace backstep::host {

/// Which text tables make up a walk, and what the user says about them.
struct CsvWalk {
  /// Opens each table, by index(Foot), when its turn comes: who writes two pipes may do it one after the other. At
  /// least one.
  std::array<std::function<Result<Input>()>, 2> feet;
  double right_offset_s = 0;  ///< added to the times of the right file
  CsvUnits units;
};

/// Reads and checks the tables, by index(Foot). Fails (wrong use) when there is neither, else as read_csv() does.
Result<std::array<std::optional<Track>, 2>> read_csv_walk(const CsvWalk& walk);

}  // namespace backstep::host
