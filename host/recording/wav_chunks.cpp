#include "host/recording/wav_chunks.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <fstream>
#include <optional>
#include <string_view>

namespace backstep::host {
namespace {

constexpr std::uint64_t kHeaderSize = 8;  ///< four letters and a size
constexpr std::uint64_t kKindSize = 4;    ///< four letters more, of RIFF and LIST

struct Chunk {
  std::uint64_t at = 0, size = 0;
  std::array<char, 4> id{};

  bool is(std::string_view letters) const { return letters == std::string_view(id.data(), id.size()); }
  std::uint64_t content() const { return at + kHeaderSize; }
  std::uint64_t end() const { return content() + size; }
  std::uint64_t next() const { return end() + size % 2; }  // a chunk begins at an even place
};

std::optional<Chunk> chunk_at(std::istream& file, std::uint64_t at) {
  Chunk chunk{at, 0, {}};
  std::array<unsigned char, 4> size{};
  file.seekg(static_cast<std::streamoff>(at));
  file.read(chunk.id.data(), chunk.id.size());
  file.read(reinterpret_cast<char*>(size.data()), size.size());
  if (!file) {
    return std::nullopt;
  }
  chunk.size = size[0] | std::uint64_t{size[1]} << 8 | std::uint64_t{size[2]} << 16 | std::uint64_t{size[3]} << 24;
  return chunk;
}

enum class Lists : std::uint8_t { look_into, pass_over };

/// The first chunk in [begin, end) that reaches beyond the end.
std::optional<Chunk> first_too_long(std::istream& file, std::uint64_t begin, std::uint64_t end, Lists lists) {
  for (std::uint64_t at = begin; at + kHeaderSize <= end;) {
    const auto chunk = chunk_at(file, at);
    if (!chunk) {
      return std::nullopt;
    }
    if (chunk->end() > end) {
      return chunk;
    }
    if (lists == Lists::look_into && chunk->is("LIST") && chunk->size >= kKindSize) {
      if (auto inside = first_too_long(file, chunk->content() + kKindSize, chunk->end(), Lists::pass_over)) {
        return inside;
      }
    }
    at = chunk->next();
  }
  return std::nullopt;
}

/// The first chunk of this kind, not in a list.
std::optional<Chunk> find(std::istream& file, std::string_view letters, std::uint64_t file_size) {
  for (std::uint64_t at = kHeaderSize + kKindSize; at + kHeaderSize <= file_size;) {
    const auto chunk = chunk_at(file, at);
    if (!chunk || chunk->is(letters)) {
      return chunk;
    }
    at = chunk->next();
  }
  return std::nullopt;
}

/// Bytes of one frame; 0 where the chunk of the format is too short to say.
std::size_t block_align(std::istream& file, const Chunk& format) {
  std::array<unsigned char, 14> start{};
  if (format.size < start.size()) {
    return 0;
  }
  file.seekg(static_cast<std::streamoff>(format.content()));
  file.read(reinterpret_cast<char*>(start.data()), start.size());
  return file ? start[12] | std::size_t{start[13]} << 8 : 0;
}

}  // namespace

Result<std::optional<std::size_t>> stated_wav_frames(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const auto riff = chunk_at(file, 0);
  if (!riff || !riff->is("RIFF")) {
    return std::nullopt;
  }
  std::error_code error;
  const std::uint64_t bytes = std::filesystem::file_size(path, error);
  const auto bad = first_too_long(file, kHeaderSize + kKindSize, bytes, Lists::look_into);
  if (bad && !bad->is("data")) {
    return fail({.where = fmt::format("{}, byte {}", path.string(), bad->at),
                 .what = fmt::format("damaged: something of {} bytes is said to be there, and the file, or the list it "
                                     "is in, ends before",
                                     bad->size),
                 .todo = "Copy or export it again"});
  }
  const auto format = find(file, "fmt ", bytes), data = find(file, "data", bytes);
  const std::size_t frame_size = format ? block_align(file, *format) : 0;
  return data && frame_size > 0 ? std::optional<std::size_t>(data->size / frame_size) : std::nullopt;
}

}  // namespace backstep::host
