#pragma once

#include <string>

#include "host/base/output.h"
#include "host/report/recording_picture.h"

namespace backstep::host {

/// Writes one HTML page about a recording: what was found, the signals, and facts of each foot. It needs nothing from
/// elsewhere and no script, is well-formed XML too, and is smaller than 300 kB however long the recording is. `name` is
/// the file's.
void write_doctor_page(const std::string& name, const RecordingPicture& picture, Output& output);

}  // namespace backstep::host
