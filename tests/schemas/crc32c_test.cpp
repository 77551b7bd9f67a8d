#include "schemas/crc32c.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <string_view>
#include <vector>

using namespace backstep::wire;

namespace {

std::vector<std::uint8_t> bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

}  // namespace

TEST_CASE("CRC-32C gives the published check values") {
  CHECK(crc32c(bytes_of("123456789")) == 0xE3069283);
  CHECK(crc32c(std::vector<std::uint8_t>(32, 0x00)) == 0x8A9136AA);  // RFC 3720, B.4
  CHECK(crc32c(std::vector<std::uint8_t>(32, 0xFF)) == 0x62A8AB43);
  CHECK(crc32c({}) == 0);
}

TEST_CASE("CRC-32C") {
  CHECK(rc::check("of two pieces is that of the whole", [](const std::vector<std::uint8_t>& bytes) {
    const std::span<const std::uint8_t> all(bytes);
    const auto cut = *rc::gen::inRange<std::size_t>(0, bytes.size() + 1);
    RC_ASSERT(crc32c(all.subspan(cut), crc32c(all.first(cut))) == crc32c(all));
  }));
}
