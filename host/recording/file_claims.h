#pragma once

#include <string>
#include <vector>

#include "host/base/error.h"

namespace backstep::host {

/// Which files one call of the program reads and writes, so that no result destroys anything: neither an input, by
/// whatever name (the same file by device and inode), nor a recording, nor another result of the same call.
///
/// All inputs are named first; then each output, before anything is written.
class FileClaims {
 public:
  /// "" and "-" are none.
  void reads(const std::string& path);

  /// "-" is stdout, wherever that leads. Devices like /dev/null may be written to by several. Fails
  /// (ErrorKind::request) with a sentence.
  Result<void> writes(const std::string& path);

  /// A recording, which needs a free name. Fails (ErrorKind::output) with a sentence.
  Result<void> records(const std::string& path);

 private:
  std::vector<std::string> read_, written_;  ///< what identifies a file
};

}  // namespace backstep::host
