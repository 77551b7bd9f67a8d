#pragma once

#include <array>
#include <optional>

#include "host/base/track.h"
#include "host/import/csv_track.h"

namespace backstep::host {

/// Which text tables make up a walk, and what the user says about them.
struct CsvWalk {
  std::array<std::optional<Result<Input>>, 2> feet;  ///< by index(Foot); at least one
  double right_offset_s = 0;                         ///< added to the times of the right file
  CsvUnits units;
};

/// Reads and checks the tables, by index(Foot). Fails (wrong use) when there is neither, else as read_csv() does.
Result<std::array<std::optional<Track>, 2>> read_csv_walk(CsvWalk walk);

}  // namespace backstep::host
