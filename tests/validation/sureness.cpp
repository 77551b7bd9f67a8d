#include "tests/validation/sureness.h"

#include <algorithm>
#include <cmath>

namespace backstep::validation {

double Sureness::worst_silent_cm() const {
  double worst_cm = 0;
  for (const SilentStride& s : silent) {
    worst_cm = std::max(worst_cm, 100 * std::abs(s.judged.error_m.value_or(0)));
  }
  return worst_cm;
}

Sureness sureness(const Results& results) {
  Sureness sum;
  for (const RecordingResult& r : results) {
    for (const JudgedStride& j : judge(r.recording, r.walk.truth, r.strides)) {
      if (!j.error_m) {
        continue;
      }
      sum.used_of_family[r.recording.family].add(j.used);
      sum.sure += static_cast<std::size_t>(j.sure);
      if (j.silent) {
        sum.silent.push_back({&r, j});
      }
    }
  }
  return sum;
}

}  // namespace backstep::validation
