#pragma once

#include <optional>

#include "host/base/input.h"
#include "host/base/track.h"
#include "host/import/csv_units.h"

namespace backstep::host {

/// Units the user declares; they prevail over those in the column names. Empty: from the names, else from the values.
struct CsvUnits {
  std::optional<AccUnit> acc;
  std::optional<GyrUnit> gyr;
};

/// Reads the six-axis samples of one foot from a text table (csv_columns.h says which names and units it knows).
///
/// Rows without a number in a needed cell, or whose time does not go forward, are left out, counted and told with their
/// line numbers; so are rows that stand for lost samples (stand_ins.h). The sample after them is marked kAfterGap.
/// Units that no name tells are guessed from gravity at rest and from how gravity turns with the gyroscope; a warning
/// says so.
///
/// Fails (ErrorKind::input) on: an empty or binary file, missing columns, text in a number
/// cell, more than half of the rows unusable, times that mostly run backward, values that contradict a unit named or
/// declared; and as finish_track() does.
Result<Track> read_csv(Result<Input> input, const CsvUnits& units = {});

}  // namespace backstep::host
