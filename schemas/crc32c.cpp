#include "schemas/crc32c.h"

#include <array>

namespace backstep::wire {
namespace {

constexpr std::uint32_t kReflectedPolynomial = 0x82F63B78;

/// Eight bytes at a time (M. Kounavis and F. Berry, IEEE Trans. Comput. 57(11) 2008): table k takes a byte that has k
/// more behind it.
constexpr std::size_t kSlices = 8;
using Tables = std::array<std::array<std::uint32_t, 256>, kSlices>;

constexpr Tables make_tables() {
  Tables tables{};
  for (std::uint32_t i = 0; i < tables[0].size(); ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc >> 1) ^ ((crc & 1U) != 0 ? kReflectedPolynomial : 0);
    }
    tables[0][i] = crc;
  }
  for (std::size_t k = 1; k < kSlices; ++k) {
    for (std::size_t i = 0; i < tables[k].size(); ++i) {
      const std::uint32_t crc = tables[k - 1][i];
      tables[k][i] = (crc >> 8) ^ tables[0][crc & 0xFFU];
    }
  }
  return tables;
}

constexpr Tables kTables = make_tables();

}  // namespace

std::uint32_t crc32c(std::span<const std::uint8_t> bytes, std::uint32_t before) {
  std::uint32_t crc = ~before;
  for (; bytes.size() >= kSlices; bytes = bytes.subspan(kSlices)) {
    std::uint32_t sum = 0;
    for (std::size_t k = 0; k < kSlices; ++k) {
      const std::uint32_t earlier = k < 4 ? crc >> (8 * k) & 0xFFU : 0;
      sum ^= kTables[kSlices - 1 - k][bytes[k] ^ earlier];
    }
    crc = sum;
  }
  for (const std::uint8_t byte : bytes) {
    crc = (crc >> 8) ^ kTables[0][(crc ^ byte) & 0xFFU];
  }
  return ~crc;
}

}  // namespace backstep::wire
