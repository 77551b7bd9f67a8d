#pragma once

#include <cstdint>
#include <span>

namespace backstep::wire {

/// CRC-32C (Castagnoli; polynomial 0x1EDC6F41, reflected, RFC 3720 appendix B.4). "123456789" gives 0xE3069283.
/// `before` is the CRC of the bytes that came before these: crc32c(b, crc32c(a)) is the CRC of a followed by b.
std::uint32_t crc32c(std::span<const std::uint8_t> bytes, std::uint32_t before = 0);

}  // namespace backstep::wire
