#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "dsp/base/imu_sample.h"
#include "host/base/error.h"
#include "host/recording/wav_description.h"

namespace backstep::host {

enum class AudioFormat { wav, flac };

/// What to write beside the samples.
struct WavOptions {
  AudioFormat format = AudioFormat::wav;
  Foot foot = Foot::left;
  wire::Axis toes_axis = wire::Axis::unknown;
  bool common_clock = false;
  std::optional<std::int64_t> start_utc_us;
  std::string software;  ///< "backstep 0.1.0"
};

/// Writes one foot's samples as audio of six channels, 24 bit (the most FLAC has; either format gives back the same
/// integers), and the sidecar `path`.json. Full scales are the least of 2 g * 2^n and 125 deg/s * 2^n that hold every
/// value, so a value comes back within half of full scale / 2^23: 0.00001 m/s^2 at 16 g. A block of FLAC holds 1152
/// frames: a wrong bit spoils no less. Both files appear when they
/// are whole; a full disk leaves what had their names. Returns what was written.
Result<WavDescription> write_wav(std::span<const ImuSample> samples, const WavOptions& options,
                                 const std::filesystem::path& path);

}  // namespace backstep::host
