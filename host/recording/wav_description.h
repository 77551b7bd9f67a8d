#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "dsp/base/imu_sample.h"
#include "host/base/error.h"
#include "host/recording/wav_grid.h"
#include "schemas/control_generated.h"

namespace backstep::host {

/// What an audio file of one foot's samples means. Six channels: acc_x acc_y acc_z gyr_x gyr_y gyr_z, sensor axes.
struct WavDescription {
  Foot foot = Foot::left;
  double start_s = 0;  ///< session time of the first frame
  double rate_hz = 0;  ///< frames per second; the file's own rate is this one rounded, as audio counts whole hertz
  double acc_full_scale_mps2 = 0, gyr_full_scale_radps = 0;  ///< what a sample of 1.0 stands for
  bool resampled = false;
  double time_error_s = 0;                     ///< see UniformTrack
  wire::Axis toes_axis = wire::Axis::unknown;  ///< sensor axis declared to point most nearly to the toes
  bool common_clock = false;                   ///< the other foot's file is timed by the same clock
  std::optional<std::int64_t> start_utc_us;    ///< wall clock at session time 0
  std::size_t gaps = 0;                        ///< how many; where they are stands in the sidecar
  std::optional<std::size_t> frames;           ///< how many were written, gaps included; empty: it does not say
};

/// The sidecar of an audio file.
std::filesystem::path wav_sidecar(const std::filesystem::path& path);

/// As JSON, for the file's comment.
std::string wav_description_json(const WavDescription& description);

/// As JSON with the gaps and explanations, for the sidecar.
std::string wav_sidecar_json(const WavDescription& description, const std::vector<UniformTrack::Gap>& gaps);

/// Inverse of wav_description_json(), which a sidecar satisfies too. `file` is for messages.
Result<WavDescription> parse_wav_description(const std::string& json, const std::string& file);

/// The gaps of a sidecar, in order and within `frames`.
Result<std::vector<UniformTrack::Gap>> parse_wav_gaps(const std::string& json, std::size_t frames,
                                                      const std::string& file);

}  // namespace backstep::host
