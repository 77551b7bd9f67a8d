#pragma once

#include <cstdint>
#include <string>

#include "host/report/recording_picture.h"

namespace backstep::host {

/// All of a foot's recording as an SVG: lengths of specific force and angular rate, what is missing, marks, strides.
/// Labels of time count from `zero_us`.
std::string whole_walk_picture(const RecordingPicture& picture, Foot foot, std::int64_t zero_us);

}  // namespace backstep::host
