#pragma once

#include <filesystem>

#include "host/base/error.h"
#include "host/base/track.h"
#include "host/recording/wav_description.h"

namespace backstep::host {

struct WavTrack {
  WavDescription description;
  Track track;
  bool damaged = false;  ///< less was read than the file once held; a warning tells how much
};

/// Reads what write_wav() wrote, WAV or FLAC of any sample width; finish_track() has been through it. Frames of gaps
/// are left out again; without the sidecar, which alone knows them, a warning says so.
///
/// Of a file that is cut short its samples up to the cut are read; of a FLAC file that is damaged, those before the
/// block with the damage: a checksum guards each block. Fails where that leaves none.
Result<WavTrack> read_wav(const std::filesystem::path& path);

}  // namespace backstep::host
