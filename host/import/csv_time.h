#pragma once

#include <cstdint>
#include <vector>

namespace backstep::host {

/// The longest series of rows whose times go forward: one bad time costs one row, wherever it points, and a clock that
/// starts again costs the shorter part. Returns indices into `t_us`, ascending. O(n log n), O(n) where time only goes
/// forward. (Patience sorting; Fredman, "On computing the length of longest increasing subsequences", 1975.)
std::vector<std::size_t> forward_rows(const std::vector<std::int64_t>& t_us);

}  // namespace backstep::host
