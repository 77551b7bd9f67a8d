#include "host/import/csv_time.h"

#include <algorithm>
#include <limits>

namespace backstep::host {

std::vector<std::size_t> forward_rows(const std::vector<std::int64_t>& t_us) {
  constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> ends;                        // ends[k]: row with the least time that ends a series of k + 1
  std::vector<std::size_t> before(t_us.size(), kNone);  // the row before, in the longest series that ends here
  for (std::size_t i = 0; i < t_us.size(); ++i) {
    auto at = ends.end();
    if (!ends.empty() && t_us[i] <= t_us[ends.back()]) {
      at = std::lower_bound(ends.begin(), ends.end(), t_us[i],
                            [&](std::size_t row, std::int64_t t) { return t_us[row] < t; });
    }
    if (at != ends.begin()) before[i] = *(at - 1);
    if (at == ends.end()) {
      ends.push_back(i);
    } else {
      *at = i;
    }
  }
  std::vector<std::size_t> rows(ends.size());
  std::size_t row = ends.empty() ? kNone : ends.back();
  for (auto out = rows.rbegin(); out != rows.rend(); ++out) {
    *out = row;
    row = before[row];
  }
  return rows;
}

}  // namespace backstep::host
