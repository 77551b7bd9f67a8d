#pragma once

#include <functional>

namespace backstep::host {

/// Called now and then with how much of long work is done, 0 to 1, so that it can be shown.
using Progress = std::function<void(double share)>;

/// The progress of a part of some work, which takes it from one share to another.
inline Progress part_of(const Progress& whole, double from, double to) {
  return whole ? [whole, from, to](double share) { whole(from + (to - from) * share); } : Progress();
}

}  // namespace backstep::host
