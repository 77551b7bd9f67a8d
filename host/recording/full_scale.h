#pragma once

namespace backstep::host {

/// The least full scale of `smallest` * 2^n at which `largest` is no more than `most` of the `counts` counts that it
/// has.
inline double full_scale(double largest, double smallest, double counts, double most) {
  double full = smallest;
  while (largest * counts / full > most) {
    full *= 2;
  }
  return full;
}

}  // namespace backstep::host
