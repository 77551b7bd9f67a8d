#pragma once

#include <CLI/CLI.hpp>

#include "host/session/forward_steps.h"

namespace backstep::cli {

/// `--forward`: the word that insists.
void add_forward_option(CLI::App& command, bool& forward);
inline host::ForwardWord forward_word(bool forward) {
  return forward ? host::ForwardWord::insisted : host::ForwardWord::asked;
}

}  // namespace backstep::cli
