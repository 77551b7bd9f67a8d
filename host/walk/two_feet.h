#pragma once

#include <string>

#include "host/base/error.h"

namespace backstep::host {

/// Refuses one file as both feet, also by another name or a link, and a copy of it: no two feet moved alike to the last
/// digit (ErrorKind::request). An empty name is no file, and one that is not there is for whoever reads it.
Result<void> check_two_feet(const std::string& left, const std::string& right);

}  // namespace backstep::host
