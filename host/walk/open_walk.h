#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "dsp/pipeline/session_pipeline.h"
#include "host/base/error.h"
#include "host/base/track.h"
#include "host/recording/gait_header.h"
#include "host/session/calibration_file.h"
#include "host/source/source.h"

namespace backstep::host {

/// A walk that is open, and what is known about its mounting before the first sample.
struct OpenWalk {
  std::unique_ptr<Source> source;
  std::array<FootSetup, 2> setup;
  ShoeCalibration stored;  ///< in the recording's header
  std::string settings;    ///< likewise: recorded_settings.h
};

/// A recording. `as_live`: with bounded waiting for late packets, as a live session has it.
Result<OpenWalk> open_recorded_walk(Result<Input> file, bool as_live);

/// Samples in memory, by index(Foot); finish_track() has been through each. Fails (wrong use) where there are none.
Result<OpenWalk> open_tracks(std::array<std::optional<Track>, 2> tracks, bool common_clock);

/// The mounting that a device declares.
FootSetup setup_of(const RecordedDevice& device);

}  // namespace backstep::host
