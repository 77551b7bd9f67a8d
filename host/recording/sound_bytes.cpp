#include "host/recording/sound_bytes.h"

#include <algorithm>
#include <cstring>

namespace backstep::host {
namespace {

SoundBytes& of(void* user_data) { return *static_cast<SoundBytes*>(user_data); }

sf_count_t length(void* user_data) { return static_cast<sf_count_t>(of(user_data).bytes.size()); }

sf_count_t tell(void* user_data) { return static_cast<sf_count_t>(of(user_data).at); }

sf_count_t seek(sf_count_t offset, int whence, void* user_data) {
  const sf_count_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? tell(user_data) : length(user_data);
  if (from + offset < 0) {
    return -1;
  }
  of(user_data).at = static_cast<std::size_t>(from + offset);
  return from + offset;
}

sf_count_t read(void* to, sf_count_t count, void* user_data) {
  SoundBytes& sound = of(user_data);
  const std::size_t begin = std::min(sound.at, sound.bytes.size());
  const std::size_t size = std::min(static_cast<std::size_t>(count), sound.bytes.size() - begin);
  std::memcpy(to, sound.bytes.data() + begin, size);
  sound.at = begin + size;
  return static_cast<sf_count_t>(size);
}

sf_count_t write(const void* from, sf_count_t count, void* user_data) {
  SoundBytes& sound = of(user_data);
  const auto size = static_cast<std::size_t>(count);
  sound.bytes.resize(std::max(sound.bytes.size(), sound.at + size));
  std::memcpy(sound.bytes.data() + sound.at, from, size);
  sound.at += size;
  return count;
}

}  // namespace

SF_VIRTUAL_IO sound_bytes_io() { return {length, seek, read, write, tell}; }

}  // namespace backstep::host
