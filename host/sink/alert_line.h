#pragma once

#include <string>

#include "dsp/alert/alert.h"

namespace backstep::host {

/// An alert, and its end, as one JSON object and a line end: {"event":"alert",...}, {"event":"alert_end",...}.
std::string alert_line(const Alert& alert);
std::string alert_end_line(const AlertEnd& end);

}  // namespace backstep::host
