#pragma once

#include "host/walk/live_walk.h"

namespace backstep::cli {

/// A walk over the air as the user wants it.
struct LiveCommand {
  host::LiveWalkSettings walk;
  bool resume = false;  ///< the recording is there, and is gone on with
  bool events = false;  ///< contacts, strides and alerts as JSON lines on stdout
};

/// Connects, records, analyses and tells until it is to end. Returns the exit code.
int run_live(LiveCommand command);

}  // namespace backstep::cli
