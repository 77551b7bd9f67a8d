#pragma once

#include <cstddef>
#include <cstdint>

/// LSM6DS3TR-C, data sheet DocID030071: of section 9 ("Register description") what the driver uses.
namespace backstep::firmware::lsm6ds3tr {

enum Register : std::uint8_t {
  FIFO_CTRL1 = 0x06,  // FTH[7:0]: words at which the watermark stands
  FIFO_CTRL2 = 0x07,  // FTH[10:8]
  FIFO_CTRL3 = 0x08,  // which of gyroscope and accelerometer go into the FIFO, and how often
  FIFO_CTRL4 = 0x09,
  FIFO_CTRL5 = 0x0A,  // rate and mode
  INT1_CTRL = 0x0D,
  WHO_AM_I = 0x0F,
  CTRL1_XL = 0x10,
  CTRL2_G = 0x11,
  CTRL3_C = 0x12,
  FIFO_STATUS1 = 0x3A,     // DIFF_FIFO[7:0]: words that wait
  FIFO_STATUS2 = 0x3B,     // flags, DIFF_FIFO[10:8]
  FIFO_STATUS3 = 0x3C,     // FIFO_PATTERN[7:0]: which word of a set comes next
  FIFO_STATUS4 = 0x3D,     // FIFO_PATTERN[9:8]
  FIFO_DATA_OUT_L = 0x3E,  // a longer read goes on here after FIFO_DATA_OUT_H
  FIFO_DATA_OUT_H = 0x3F,
};

inline constexpr std::uint8_t kWhoAmI = 0x6A;

// FIFO_CTRL3: each set of three words in the FIFO at every sample.
inline constexpr std::uint8_t kGyroUndecimated = 1U << 3U, kAccUndecimated = 1U;
// FIFO_CTRL5.
inline constexpr unsigned kOdrFifoShift = 3;
inline constexpr std::uint8_t kBypass = 0, kContinuous = 6, kModeMask = 7;
// INT1_CTRL.
inline constexpr std::uint8_t kInt1Watermark = 1U << 3U;
// CTRL1_XL and CTRL2_G.
inline constexpr unsigned kOdrShift = 4, kRangeShift = 2;
inline constexpr std::uint8_t kOdrMask = 0xF0;
// CTRL3_C.
inline constexpr std::uint8_t kBlockDataUpdate = 1U << 6U, kAddressIncrement = 1U << 2U, kSoftwareReset = 1U;
// FIFO_STATUS2.
inline constexpr std::uint8_t kWatermark = 1U << 7U, kOverrun = 1U << 6U, kFifoEmpty = 1U << 4U, kLevelMask = 7;

/// Section 5.5: 4 kbyte, words of two bytes. Overrun, it has a level of 2048, of which DIFF_FIFO shows 0 (AN5130, table
/// 64).
inline constexpr std::size_t kFifoWords = 2048;
/// A set is gyroscope x y z, accelerometer x y z (section 5.5.6; axes: application note AN5130, 8.5.1).
inline constexpr std::size_t kSetWords = 6;

/// ODR_XL, ODR_G, ODR_FIFO (tables of CTRL1_XL, CTRL2_G, FIFO_CTRL5): the same codes. 0: off, or not used here.
constexpr std::uint8_t rate_code(std::uint16_t rate_hz) {
  return rate_hz == 52 ? 3 : rate_hz == 104 ? 4 : rate_hz == 208 ? 5 : 0;
}

/// FS_XL: not in the order of the ranges.
constexpr std::uint8_t acc_range_code(std::uint8_t range_g) {
  return range_g == 2 ? 0 : range_g == 4 ? 2 : range_g == 8 ? 3 : 1;
}

/// FS_G.
constexpr std::uint8_t gyr_range_code(std::uint16_t range_dps) {
  return range_dps == 250 ? 0 : range_dps == 500 ? 1 : range_dps == 1000 ? 2 : 3;
}

}  // namespace backstep::firmware::lsm6ds3tr
