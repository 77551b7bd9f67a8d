#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/base/error.h"
#include "host/base/track.h"
#include "host/import/csv_track.h"
#include "host/recording/gait_header.h"

namespace backstep::host {

/// Files of samples that are to become a recording, and what the user says about them.
struct ImportRequest {
  struct File {
    std::string path;
    std::optional<Foot> foot;  ///< empty: an audio file says so itself, of a table its name must
  };
  std::vector<File> files;
  std::array<wire::Axis, 2> toes = {wire::Axis::unknown, wire::Axis::unknown};
  CsvUnits units;
  double right_offset_s = 0;  ///< added to the times of the right foot
  bool common_clock = false;  ///< one clock timed the tables of both feet
};

/// What was read.
struct ImportedWalk {
  std::array<std::optional<Track>, 2> tracks;
  RecordingHeader header;
  bool damaged = false;  ///< less was read than a file once held
};

/// WAV or FLAC, by its name.
bool is_audio(const std::filesystem::path& file);

/// Left or right, by the file's name; empty where that says neither or both.
std::optional<Foot> foot_named(const std::filesystem::path& file);

/// Reads the files. Fails as read_csv() and read_wav() do; on two files of one foot, a table whose foot is not known,
/// one file as both feet (wrong use); on a pause longer than a device clock can count. `tell` hears the warnings of
/// each file that could be read, also where another one cannot.
Result<ImportedWalk> read_walk_files(const ImportRequest& request,
                                     const std::function<void(const Sentence& warning)>& tell,
                                     const Progress& progress = {});

/// Makes the recording. An existing one is never overwritten.
Result<void> write_imported(const ImportedWalk& walk, const std::filesystem::path& path);

}  // namespace backstep::host
