#pragma once

#include <memory>

#include "host/base/error.h"
#include "host/base/input.h"
#include "host/recording/gait_reader.h"
#include "host/source/source.h"

namespace backstep::host {

/// How much a replay may know about packets that come late (live does not wait, a file can).
enum class Waiting : std::uint8_t {
  for_all,  ///< late packets are waited for as long as a shoe can resend them
  as_live,  ///< as in a live session: a short wait, then what is missing is a gap
};

/// Opens a .gait recording as a Source. Both feet are merged by session time; memory is bounded. A file that is cut
/// short or damaged is read as far as it can be: the readings after a loss are flagged kAfterGap and report() tells
/// where.
Result<std::unique_ptr<Source>> open_recording(Result<Input> input, Waiting waiting = Waiting::for_all);

/// The same of a reader at its beginning.
Result<std::unique_ptr<Source>> open_recording(GaitReader reader, Waiting waiting = Waiting::for_all);

/// The header alone: devices, calibration in use, declared mounting, configuration.
Result<RecordingHeader> read_header(Result<Input> input);

}  // namespace backstep::host
