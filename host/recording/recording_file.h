#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "host/base/file.h"
#include "host/recording/gait_writer.h"

namespace backstep::host {

/// Makes a new file to record to, for its owner alone; fails if there is one already. No other program can go on with
/// it while it is open (open_locked()).
Result<File> create_new(const std::filesystem::path& path);

/// That a recording's name is taken.
Error taken(const std::string& name);

/// A recording that is written at once: it appears under its name, which nothing else has, only when commit() has
/// brought it to the disk (host/base/whole_file.h). An existing file is never overwritten.
Result<std::unique_ptr<RecordingTarget>> new_recording(const std::filesystem::path& path);

/// Opens an existing recording that is to be gone on with, for this program alone. Fails while another one records to
/// it.
Result<File> open_locked(const std::filesystem::path& path);

/// Makes `file`, called `path`, end behind its first `size` bytes; what is written next follows them. Refuses to cut
/// off more than the one frame that was being written when it ended, or a file that no longer has this name.
Result<void> append_behind(std::FILE* file, const std::filesystem::path& path, std::uint64_t size);

/// That a recording could not be written on, for `error` (errno).
Error not_written(const std::string& name, int error);

}  // namespace backstep::host
