#include "dsp/summary/symmetry.h"

#include <algorithm>
#include <cmath>

namespace backstep {

namespace {

constexpr Real kNotable_pct = 10;             // convention: DEFINITIONS.md, limits
constexpr std::uint32_t kFewestStrides = 20;  // likewise

}  // namespace

std::optional<Symmetry> symmetry(const Distribution& left, const Distribution& right) {
  const Real l = left.mean().value_or(0), r = right.mean().value_or(0);
  if (l <= 0 || r <= 0) {
    return std::nullopt;
  }
  const Real middle = (l + r) / 2;
  Symmetry s{.ratio = r / l, .index_pct = 100 * (r - l) / middle, .index_se_pct = {}, .notable = false};
  if (left.sd() && right.sd()) {
    const Real variance_of_difference =
        *left.sd() * *left.sd() / Real(left.count()) + *right.sd() * *right.sd() / Real(right.count());
    s.index_se_pct = 100 * std::sqrt(variance_of_difference) / middle;
    s.notable = std::abs(s.index_pct) > std::max(kNotable_pct, 2 * *s.index_se_pct) &&
                std::min(left.count(), right.count()) >= kFewestStrides;
  }
  return s;
}

}  // namespace backstep
