#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "host/base/error.h"
#include "host/base/source_info.h"
#include "host/recording/wav_writer.h"
#include "host/session/run.h"
#include "host/source/source.h"

/// The raw samples of a walk as files of other programs.
namespace backstep::host {

/// By index(Foot), in order of time.
using FootSamples = std::array<std::vector<ImuSample>, 2>;

/// Reads the source to its end.
FootSamples read_samples(Source& source, const Progress& progress = {});

/// A table of one foot's samples (host/sink/sample_table.h). "-": stdout.
Result<void> export_csv(const std::vector<ImuSample>& samples, const std::string& path);

/// Both feet in one stream, in order of time.
Result<void> export_ndjson(const FootSamples& samples, const std::string& path);

/// One foot as audio with its sidecar. Returns what was written.
Result<WavDescription> export_audio(const std::vector<ImuSample>& samples, Foot foot, wire::Axis toes_axis,
                                    const SourceInfo& info, AudioFormat format, const std::filesystem::path& path);

}  // namespace backstep::host
