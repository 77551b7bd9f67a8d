#pragma once

#include <cstdint>
#include <string>

#include "host/report/recording_picture.h"

namespace backstep::host {

/// A few seconds of a foot as an SVG with every sample: each axis by itself, so that one that stands still, values
/// that are held and a unit that is wrong can be told. Labels of time count from `zero_us`.
std::string closer_look_picture(const RecordingPicture& picture, Foot foot, std::int64_t zero_us);

}  // namespace backstep::host
