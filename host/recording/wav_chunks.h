#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>

#include "host/base/error.h"

namespace backstep::host {

/// How many frames a WAV file says that it holds, which may be more than are there. Empty for what is no WAV file, or
/// does not say.
///
/// Fails where a chunk of the file, or one within its lists, ends behind what holds it; only the samples may be cut
/// off. (Multimedia Programming Interface and Data Specifications 1.0, IBM and Microsoft 1991, chapter 2.) To be asked
/// first: libsndfile 1.2.0 takes the size of a text for a signed number and follows it backward, without end.
Result<std::optional<std::size_t>> stated_wav_frames(const std::filesystem::path& path);

}  // namespace backstep::host
