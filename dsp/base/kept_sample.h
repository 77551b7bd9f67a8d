#pragma once

#include <algorithm>
#include <cstdint>

#include "dsp/base/capacity.h"
#include "dsp/base/imu_sample.h"
#include "dsp/base/ring.h"

namespace backstep {

/// A raw sample as it is kept until its swing is complete.
struct KeptSample {
  std::int64_t t_us = 0;
  Vec3 acc_mps2 = Vec3::Zero();
  Vec3 gyr_radps = Vec3::Zero();  ///< as measured, bias included
  Real unrest_radps = 0, quick_radps = 0;
  std::uint8_t flags = 0;  ///< SampleFlag bits
  bool uneven = false;     ///< its time is not where the rate puts it
};

/// The last kSwingCapacity samples, in 33 bytes each where Real is float. Times are kept as their low 32 bits: all
/// samples that are looked at must lie within 71 minutes of the newest. Stillness is kept to 0.0005 rad/s, up to 32.
class SampleRing {
 public:
  using Index = std::int64_t;

  void push(const KeptSample& s) {
    newest_us_ = s.t_us;
    values_.push(
        {static_cast<std::uint32_t>(s.t_us), s.acc_mps2, s.gyr_radps, coarse(s.unrest_radps), coarse(s.quick_radps)});
    flags_.push(static_cast<std::uint8_t>(s.flags | (s.uneven ? kUneven : 0U)));
  }

  Index end() const { return values_.end(); }  ///< one past the newest
  Index begin() const { return values_.begin(); }
  bool holds(Index i) const { return values_.holds(i); }

  KeptSample operator[](Index i) const {
    const Values& v = values_[i];
    const std::uint8_t flags = flags_[i];
    return {.t_us = newest_us_ - (static_cast<std::uint32_t>(newest_us_) - v.low_us),
            .acc_mps2 = v.acc_mps2,
            .gyr_radps = v.gyr_radps,
            .unrest_radps = v.unrest_radps(),
            .quick_radps = v.quick_radps(),
            .flags = static_cast<std::uint8_t>(flags & ~kUneven),
            .uneven = (flags & kUneven) != 0};
  }

  /// What integration reads, in place: the sample without its flags, its time as its low 32 bits.
  struct Values {
    std::uint32_t low_us = 0;
    Vec3 acc_mps2 = Vec3::Zero(), gyr_radps = Vec3::Zero();
    std::uint16_t coarse_unrest = 0, coarse_quick = 0;
    Real unrest_radps() const { return static_cast<Real>(coarse_unrest) * kCoarse_radps; }
    Real quick_radps() const { return static_cast<Real>(coarse_quick) * kCoarse_radps; }
  };
  const Values& values(Index i) const { return values_[i]; }
  bool gyr_clipped(Index i) const { return (flags_[i] & kGyrClipped) != 0; }
  bool after_gap(Index i) const { return (flags_[i] & kAfterGap) != 0; }

  /// Stillness is known later than the sample itself.
  void set_stillness(Index i, Real unrest_radps, Real quick_radps) {
    values_[i].coarse_unrest = coarse(unrest_radps);
    values_[i].coarse_quick = coarse(quick_radps);
  }

 private:
  static constexpr Real kCoarse_radps = Real(1) / 2048;
  static std::uint16_t coarse(Real radps) {
    return static_cast<std::uint16_t>(std::clamp(radps / kCoarse_radps + Real(0.5), Real(0), Real(65535)));
  }
  static constexpr std::uint8_t kUneven = 0x80;  // none of SampleFlag

  std::int64_t newest_us_ = 0;
  Ring<Values, kSwingCapacity> values_;
  Ring<std::uint8_t, kSwingCapacity> flags_;
};

}  // namespace backstep
