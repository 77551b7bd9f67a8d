#pragma once

#include <cstdint>
#include <filesystem>

#include "host/base/file.h"

namespace backstep::host {

/// A file that appears under its name only when it is whole; who looks before sees nothing, or what was there.
///
/// Until commit() it has no name (O_TMPFILE), so that nothing is left behind however the program ends. Where the file
/// system knows no such files it has one of its own beside its place, which nobody else has, and is removed with this.
/// Of several writers of one name each writes a file of its own: the last to commit() stands, whole.
class WholeFile {
 public:
  enum class Kind : std::uint8_t {
    table,     ///< replaces what has the name; the umask says who may read it
    recording  ///< never takes a name that is taken; for its owner alone, as people walk in it
  };

  /// errno where it cannot be made; EEXIST also where a recording's name is taken.
  static tl::expected<WholeFile, int> create(const std::filesystem::path& path, Kind kind);

  WholeFile(WholeFile&& other) noexcept = default;
  WholeFile& operator=(WholeFile&&) = delete;
  ~WholeFile();

  std::FILE* stream() const { return file_.get(); }

  /// Brings what was written to the disk, closes the file and gives it its name. Call once, last. 0 or errno: then the
  /// name is as it was.
  int commit();

 private:
  WholeFile(std::filesystem::path path, Kind kind) : path_(std::move(path)), kind_(kind) {}

  int open();
  int give_name();
  int take_temporary_name();

  std::filesystem::path path_, temporary_;  ///< temporary_: empty while there is no name
  Kind kind_;
  File file_;
};

/// Brings a folder's names to the disk. 0 or errno.
int sync_folder_of(const std::filesystem::path& file);

}  // namespace backstep::host
