#pragma once

#include <array>
#include <memory>
#include <span>

#include "dsp/base/imu_sample.h"
#include "host/base/error.h"
#include "host/recording/gait_header.h"
#include "host/recording/gait_writer.h"

namespace backstep::host {

/// A whole recording from samples in memory, by index(Foot): packed as the shoes would, both feet in order of arrival.
/// header.devices says how; a foot without a device has no samples.
Result<void> write_recording(Result<std::unique_ptr<RecordingTarget>> target, const RecordingHeader& header,
                             const std::array<std::span<const ImuSample>, 2>& samples);

}  // namespace backstep::host
