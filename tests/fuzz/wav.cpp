// An audio file, after two bytes that say how much of the end is its sidecar.
#include "host/recording/wav_reader.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/fuzz/input.h"
#include "tests/fuzz/track_laws.h"

using namespace backstep;
using namespace backstep::fuzz;

namespace {

/// A folder of this process's own, in memory where there is one: a sidecar is found by its name.
class Folder {
 public:
  Folder() {
    std::string name = std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : std::filesystem::temp_directory_path();
    name += "/backstep-fuzz-XXXXXX";
    must(::mkdtemp(name.data()) != nullptr, "a folder");
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::filesystem::path audio() const { return path_ / "foot.wav"; }

 private:
  std::filesystem::path path_;
};

void write(const std::filesystem::path& path, std::span<const std::uint8_t> bytes) {
  const int file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
  must(file >= 0 && ::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()), "a written file");
  ::close(file);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Folder kFolder;
  static const std::filesystem::path kAudio = kFolder.audio(), kSidecar = host::wav_sidecar(kAudio);
  Input in(data, size);
  const std::size_t sidecar = in.take<std::uint16_t>();
  const auto rest = in.rest();
  const std::size_t audio = rest.size() - std::min(sidecar, rest.size());
  write(kAudio, rest.first(audio));
  if (sidecar > 0) {
    write(kSidecar, rest.subspan(audio));
  } else {
    ::unlink(kSidecar.c_str());
  }
  const auto read = host::read_wav(kAudio);
  if (!read) {
    must(read.error().kind == host::ErrorKind::input && !read.error().message().empty(), "an error is told in words");
    return 0;
  }
  check(read->track);
  return 0;
}
