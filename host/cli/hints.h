#pragma once

#include <functional>
#include <string>

#include "host/base/error.h"

namespace backstep::cli {

/// Whether a command has this option ("--from").
using HasOption = std::function<bool(const std::string& option)>;

/// What can be said on the command line, without a full stop; "" where the command has not what it needs.
std::string hint_in_words(host::Hint hint, const std::string& value, const HasOption& has);

/// From now on hints are for the command that `has` these options: a program is one command at a time.
void hint_for(HasOption has);

/// For the command at hand.
std::string hint_at_hand(host::Hint hint, const std::string& value);

}  // namespace backstep::cli
