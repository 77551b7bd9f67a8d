#include "tests/validation/judged_stride.h"

#include <cmath>

#include "tests/validation/comparison.h"

namespace backstep::validation {

namespace {

constexpr double kSilentError_m = 0.06;  // above this a length misleads the person who trusts it
constexpr double kSilentSds = 3;

}  // namespace

bool warns(QualityBits quality) {
  QualityBits informing;
  for (const Quality q : {Quality::low_rate, Quality::uneven_time, Quality::no_flat, Quality::first}) {
    informing.set(q);
  }
  return (quality.bits() & ~informing.bits()) != 0;
}

std::optional<bool> JudgedStride::within_two_sd(bool with_truth) const {
  if (!error_m || !sd_m) {
    return std::nullopt;
  }
  return std::abs(*error_m) <= 2 * std::hypot(*sd_m, with_truth ? truth_sd_m : 0);
}

std::vector<JudgedStride> judge(const Recording& recording, const Truth& truth, std::span<const Stride> strides) {
  const auto partner = match_strides(truth, strides);
  std::vector<JudgedStride> judged(truth.strides.size());
  for (std::size_t i = 0; i < judged.size(); ++i) {
    const TrueStride& t = truth.strides[i];
    JudgedStride& j = judged[i];
    j.truth = i;
    j.row = partner[i];
    j.turning = std::abs(t.turn_rad) > kTurning_rad;
    j.truth_sd_m = (j.turning ? 2 : 1) * recording.judged_sd_m;
    if (!j.row) {
      continue;
    }
    const Stride& s = strides[*j.row];
    j.reversed = t.direction && opposite_ways(*t.direction, s.direction);
    if (recording.truth_use.lengths && t.length_m && s.stride_length_m) {
      j.error_m = *s.stride_length_m - *t.length_m;
      j.sd_m = s.stride_length_sd_m;
      j.used = s.used;
      j.sure = s.used && !warns(s.quality);
      j.silent = j.sure && std::abs(*j.error_m) > kSilentError_m &&
                 std::abs(*j.error_m) > kSilentSds * std::hypot(j.sd_m.value_or(0), j.truth_sd_m);
    }
  }
  return judged;
}

}  // namespace backstep::validation
