#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "dsp/base/math.h"

namespace backstep {

/// So many of so many, with the 95 % interval of the share that stands behind it.
struct Proportion {
  std::uint32_t count = 0, of = 0;

  Real share() const { return of > 0 ? Real(count) / Real(of) : Real(0); }

  struct Interval {
    Real low = 0, high = 1;
  };
  /// Wilson's score interval (J Am Stat Assoc 22:209, 1927): within 0 to 1 and honest for few and for 0 or all of them.
  /// For strides that do not depend on each other; a person's do somewhat, so the truth is a little wider. `of` == 0: 0
  /// to 1.
  Interval interval() const {
    if (of == 0) {
      return {};
    }
    constexpr Real z = Real(1.959964);
    const Real n = Real(of), p = share(), z2n = z * z / n;
    const Real middle = (p + z2n / 2) / (1 + z2n);
    const Real half = z * std::sqrt(p * (1 - p) / n + z2n / (4 * n)) / (1 + z2n);
    return {std::max(Real(0), middle - half), std::min(Real(1), middle + half)};
  }
};

}  // namespace backstep
