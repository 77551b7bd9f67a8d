#pragma once

#include <optional>

#include "dsp/summary/distribution.h"

namespace backstep {

/// Right against left of one positive quantity (Robinson, J Manip Physiol Ther 10(4), 1987).
struct Symmetry {
  Real ratio = 1;                    ///< right / left, of the means
  Real index_pct = 0;                ///< 100 (R - L) / (0.5 (R + L))
  std::optional<Real> index_se_pct;  ///< standard error of the index, from both feet's spread
  bool notable = false;              ///< beyond 10 %, beyond twice its standard error, from 20 strides a foot or more
};

/// Compares the means of both feet. Empty where a foot has no strides or a mean is not positive: an index of angles,
/// which may be zero, would mean nothing. Never to be used on step length, which two separate shoes cannot tell.
std::optional<Symmetry> symmetry(const Distribution& left, const Distribution& right);

}  // namespace backstep
