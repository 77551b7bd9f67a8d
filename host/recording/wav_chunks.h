#pragma once

#include <filesystem>

#include "host/error.h"

namespace backstep::host {

/// Looks whether the chunks of a WAV file, and those within its lists, end before what holds them does; the last one
/// may be cut off. (Multimedia Programming Interface and Data Specifications 1.0, IBM and Microsoft 1991, chapter 2.)
/// To be asked first: libsndfile 1.2.0 takes the size of a text for a signed number and follows it backward, without
/// end.
///
/// Says nothing of what else is in the file, and nothing of a file that is no WAV file.
Result<void> check_wav_chunks(const std::filesystem::path& path);

}  // namespace backstep::host
