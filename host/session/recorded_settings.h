#pragma once

#include <string>
#include <string_view>

#include "dsp/pipeline/session_pipeline.h"
#include "host/base/error.h"

namespace backstep::host {

/// What the header of a recording says of how its walk was analysed while it went on: TOML, the sections and keys of a
/// settings file (config_file.h), and [walker] with profile, leg length, baseline and target speed.
std::string recorded_settings(const SessionConfig& config, const std::string& profile);

/// What was read back.
struct RecordedSettings {
  SessionConfig config;
  std::string profile = "general";
  std::size_t unknown = 0;  ///< keys that this version has not: another one wrote them
};

/// From a header's `configuration`; of an empty one the defaults. `name`: of the recording, for the error.
Result<RecordedSettings> read_recorded_settings(std::string_view toml, const std::string& name);

/// For people: the profile, the leg length, and each setting that is not the usual one; " = " and ", " between.
std::string described(const RecordedSettings& settings);

}  // namespace backstep::host
