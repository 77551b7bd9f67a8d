#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace backstep::host {

/// How many first bytes of a file describe_kind() wants.
inline constexpr std::size_t kKindBytes = 512;

/// What the first bytes of a file look like, to be put after "its first bytes are": "those of a WAV file", "text
/// (\"time_s,acc_x\")", "zeros", ...
std::string describe_kind(std::span<const std::uint8_t> start);

}  // namespace backstep::host
