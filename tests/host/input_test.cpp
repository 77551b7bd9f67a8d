#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <thread>
#include <vector>

#include "host/base/file.h"
#include "host/base/input.h"
#include "tests/host/temporary_folder.h"

using namespace backstep;
using namespace backstep::host;
using Catch::Matchers::Contains;

namespace {

std::vector<std::uint8_t> some_bytes() {
  std::vector<std::uint8_t> bytes(200'000);
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
  return bytes;
}

/// Reads here and there: what it gives is what stands there, and less only at the end.
void check_reading(InputBytes& input, const std::vector<std::uint8_t>& bytes) {
  CHECK(input.size() == bytes.size());
  std::vector<std::uint8_t> piece(70'001);
  for (const std::uint64_t offset : {0UL, 70'001UL, 3UL, 199'999UL, 150'000UL, 200'000UL, 1UL << 40}) {
    INFO(offset);
    const auto from = static_cast<std::size_t>(std::min<std::uint64_t>(offset, bytes.size()));
    const std::size_t expected = std::min(piece.size(), bytes.size() - from);
    REQUIRE(input.read(offset, piece) == expected);
    CHECK(std::equal(piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(expected),
                     bytes.begin() + static_cast<std::ptrdiff_t>(from)));
    CHECK_FALSE(input.failed());
  }
}

}  // namespace

TEST_CASE("A file and memory are read alike, by place") {
  const auto bytes = some_bytes();
  check_reading(*in_memory("memory", bytes).bytes, bytes);
  const test::TemporaryFolder folder;
  test::write_content(folder.file("walk"), std::string(bytes.begin(), bytes.end()));
  auto file = open_input(folder.file("walk"));
  REQUIRE(file);
  CHECK(file->name == folder.file("walk"));
  check_reading(*file->bytes, bytes);
}

TEST_CASE("A pipe is read from its beginning to its end, where it may be one") {
  const test::TemporaryFolder folder;
  const std::string pipe = folder.file("pipe");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK_THAT(open_input(pipe).error().message(), Contains("pipe: no regular file"));

  const auto bytes = some_bytes();
  std::thread writer([&] { test::write_content(pipe, std::string(bytes.begin(), bytes.end())); });
  const auto text = read_all(open_stream(pipe), 1'000'000);
  writer.join();
  REQUIRE(text);
  CHECK(std::equal(text->begin(), text->end(), bytes.begin(), bytes.end(),
                   [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; }));
}

TEST_CASE("What cannot be read, or is too large, is told with its name") {
  CHECK_THAT(read_all(open_input("/nowhere/a.toml"), 10).error().message(), Contains("/nowhere/a.toml: no such file"));
  CHECK_THAT(read_all(in_memory("a.toml", some_bytes()), 199'999).error().message(), Contains("a.toml: far too large"));
  CHECK(read_all(in_memory("a.toml", some_bytes()), 200'000)->size() == 200'000);
  CHECK(read_all(in_memory("a.toml", {}), 10)->empty());
  // What the system refuses to read is no end.
  CHECK_THAT(read_all(open_stream("/proc/self/mem"), 10).error().message(),
             Contains("/proc/self/mem: cannot be read to its end"));
}

TEST_CASE("How much of an input is read is told while it is, and rises to all of it") {
  std::vector<double> shares;
  REQUIRE(
      read_all(watched(in_memory("a.csv", some_bytes()), [&](double share) { shares.push_back(share); }), 1'000'000));
  CHECK(shares.size() > 2);
  CHECK(std::is_sorted(shares.begin(), shares.end()));
  CHECK(shares.back() == 1);
  // A part of the work takes its place in the whole.
  double whole = 0;
  part_of([&](double share) { whole = share; }, 0.5, 1)(0.5);
  CHECK(whole == 0.75);
  CHECK_FALSE(part_of({}, 0, 1));
}
