#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace backstep {

/// What is known to limit a stride or a contact. Bits of a QualityBits; the names are those of the stride table.
enum class Quality : std::uint8_t {
  first,             ///< the recording or bout starts with this stride
  turn,              ///< heading changed by more than the turn limit
  gap,               ///< samples missing inside
  acc_clipped,       ///< accelerometer at the end of its range inside
  gyr_clipped,       ///< gyroscope at the end of its range inside
  no_flat,           ///< no still phase ended it: the instant of least foot speed was used
  slip,              ///< the foot moved more than 1 cm within a stance
  uncalibrated,      ///< sensor-to-foot alignment or gyro bias not settled yet
  mounting_unknown,  ///< which end of the sensor faces the toes is not known
  too_long,          ///< the swing was longer than the buffer
  low_rate,          ///< fewer than 95 samples per second: events are coarse; the roll needs 104
  uneven_time,       ///< sample times jitter by more than a quarter of their interval
  invalid_samples,   ///< values that are no numbers were left out inside
  implausible,       ///< no sound sensor on a walking foot measures this: it contradicts itself
};

inline constexpr std::array<std::string_view, 14> kQualityNames = {"first",
                                                                   "turn",
                                                                   "gap",
                                                                   "acc_clipped",
                                                                   "gyr_clipped",
                                                                   "no_flat",
                                                                   "slip",
                                                                   "uncalibrated",
                                                                   "mounting_unknown",
                                                                   "too_long",
                                                                   "low_rate",
                                                                   "uneven_time",
                                                                   "invalid_samples",
                                                                   "implausible"};

/// A set of Quality.
class QualityBits {
 public:
  constexpr void set(Quality q) { bits_ |= 1U << static_cast<unsigned>(q); }
  constexpr bool has(Quality q) const { return (bits_ >> static_cast<unsigned>(q) & 1U) != 0; }
  constexpr bool none() const { return bits_ == 0; }
  constexpr std::uint32_t bits() const { return bits_; }
  constexpr QualityBits& operator|=(QualityBits other) {
    bits_ |= other.bits_;
    return *this;
  }
  constexpr bool operator==(const QualityBits&) const = default;

 private:
  std::uint32_t bits_ = 0;
};

}  // namespace backstep
