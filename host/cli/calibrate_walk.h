#pragma once

#include "host/cli/walk_input.h"
#include "host/session/forward_steps.h"

namespace backstep::cli {

/// Calibrates from an open walk of ten steps forward, with a line of progress.
host::Result<host::ShoeCalibration> calibrate_walk(host::OpenWalk& walk, host::ForwardWord word,
                                                   const host::TimeSpan& span);

/// `--forward`: the word that insists.
void add_forward_option(CLI::App& command, bool& forward);
inline host::ForwardWord forward_word(bool forward) {
  return forward ? host::ForwardWord::insisted : host::ForwardWord::asked;
}

}  // namespace backstep::cli
