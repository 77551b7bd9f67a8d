#pragma once

#include <sndfile.h>

#include <cstddef>
#include <string>

namespace backstep::host {

/// Where libsndfile writes a file in memory: what reaches the disk is then written, and its errors seen, in one place
/// (sf_close() of libsndfile 1.2.0 keeps those of the last block to itself). Stays where it is while a SNDFILE has it.
struct SoundBytes {
  std::string bytes;
  std::size_t at = 0;
};

/// For sf_open_virtual() with a SoundBytes as its user data.
SF_VIRTUAL_IO sound_bytes_io();

}  // namespace backstep::host
