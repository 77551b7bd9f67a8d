#pragma once

#include <flatbuffers/flatbuffers.h>

#include <optional>

#include "host/recording/gait_header.h"
#include "schemas/recording_generated.h"

namespace backstep::host {

/// The version of .gait files that this program writes, and the newest it reads.
inline constexpr std::uint16_t kFormatVersion = 1;

flatbuffers::Offset<wire::HeaderFrame> build_header(flatbuffers::FlatBufferBuilder& builder,
                                                    const RecordingHeader& header);

/// A calibration as shoes and recordings store it: 32-bit numbers.
wire::Calibration to_wire(const FootCalibration& calibration);

/// A shoe as it tells of itself, which is as a recording keeps it. Empty: no rate or scale that a sensor can have.
std::optional<RecordedDevice> recorded_device(const wire::DeviceInfo& info, const wire::Calibration* calibration);

/// `table` must have been verified. What is not usable is left out: devices without a possible rate
/// or scale, calibrations without possible numbers.
RecordingHeader read_header_frame(const wire::HeaderFrame& table);

}  // namespace backstep::host
