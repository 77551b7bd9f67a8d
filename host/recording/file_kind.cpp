#include "host/recording/file_kind.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace backstep::host {
namespace {

struct Kind {
  std::size_t offset;
  std::string_view bytes;
  std::string_view words;
};

using namespace std::string_view_literals;

constexpr std::array kKinds = {
    Kind{8, "WAVE"sv, "those of a WAV file"sv},
    Kind{0, "fLaC"sv, "those of a FLAC file"sv},
    Kind{0, "\x1F\x8B"sv, "those of a gzip archive (unpack it first)"sv},
    Kind{0, "PK\x03\x04"sv, "those of a zip archive or spreadsheet (unpack or export it first)"sv},
    Kind{0, "%PDF"sv, "those of a PDF"sv},
    Kind{0, "\x89PNG"sv, "those of a PNG picture"sv},
    Kind{0, "\x89HDF\r\n"sv, "those of an HDF5 file"sv},
    Kind{0, "MATLAB 5.0"sv, "those of a MAT file"sv},
    Kind{0, "SQLite format 3"sv, "those of an SQLite database"sv},
    Kind{0, "\x89GAIT\n"sv, "those of a .gait file whose line ends were changed by a copy in text mode"sv},
};

constexpr std::size_t kQuoted = 24;

}  // namespace

std::string describe_kind(std::span<const std::uint8_t> start) {
  const std::string_view text(reinterpret_cast<const char*>(start.data()), start.size());
  for (const Kind& kind : kKinds) {
    if (text.size() >= kind.offset && text.substr(kind.offset).starts_with(kind.bytes)) {
      return std::string(kind.words);
    }
  }
  if (std::all_of(start.begin(), start.end(), [](std::uint8_t b) { return b == 0; })) {
    return "zeros";
  }
  const auto printable = [](char c) { return c == '\t' || c == '\n' || c == '\r' || (c >= ' ' && c <= '~'); };
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  if (std::all_of(text.begin(), text.end(), printable)) {
    return fmt::format("text (\"{}{}\")", line.substr(0, kQuoted), line.size() > kQuoted ? "..." : "");
  }
  std::string hex;
  for (const std::uint8_t byte : start.first(std::min<std::size_t>(start.size(), 8))) {
    hex += fmt::format("{}{:02x}", hex.empty() ? "" : " ", byte);
  }
  return hex;
}

}  // namespace backstep::host
