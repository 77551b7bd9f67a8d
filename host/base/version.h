#pragma once

#include <string>

namespace backstep::host {

/// "0.1.0"
std::string version();

/// What made a file: "backstep 0.1.0".
std::string software();

}  // namespace backstep::host
