#include "tests/motions/walk_figures.h"

#include <algorithm>
#include <cmath>

#include "tests/motions/analysed.h"

namespace backstep::motions {

namespace {

/// The row that ends with this landing, or none.
const Stride* row_of(const std::vector<Stride>& rows, Foot foot, const walker::TruthStride& truth) {
  for (const Stride& row : rows) {
    const double flat_s = static_cast<double>(row.t_ff_us) * 1e-6;
    if (row.foot == foot && flat_s > truth.t_landed_s - 0.1 && flat_s < truth.end_s + 0.2) return &row;
  }
  return nullptr;
}

bool is_implausible(const Stride& row) {
  const auto name = std::find(kQualityNames.begin(), kQualityNames.end(), "implausible");
  return name != kQualityNames.end() && row.quality.has(static_cast<Quality>(name - kQualityNames.begin()));
}

/// One stride that was found.
WalkFigures compared(const Stride& row, const walker::TruthStride& truth, Direction way) {
  WalkFigures one;
  one.found = 1;
  one.used = row.used ? 1 : 0;
  one.implausible = is_implausible(row) ? 1 : 0;
  one.right_way = row.direction == way ? 1 : 0;
  one.marks = row.quality;
  one.length_error_m = std::abs(static_cast<double>(*row.stride_length_m) - truth.length_m);
  one.height_error_m = std::abs(static_cast<double>(*row.height_m) - truth.up_m);
  one.worst_length_m = one.length_error_m;
  one.worst_height_m = one.height_error_m;
  one.within_2_sd = one.length_error_m < 2 * static_cast<double>(row.stride_length_sd_m.value_or(0)) ? 1 : 0;
  return one;
}

}  // namespace

WalkFigures& WalkFigures::operator+=(const WalkFigures& other) {
  strides += other.strides;
  found += other.found;
  used += other.used;
  implausible += other.implausible;
  right_way += other.right_way;
  within_2_sd += other.within_2_sd;
  length_error_m += other.length_error_m;
  height_error_m += other.height_error_m;
  worst_length_m = std::max(worst_length_m, other.worst_length_m);
  worst_height_m = std::max(worst_height_m, other.worst_height_m);
  marks |= other.marks;
  return *this;
}

WalkFigures figures(const walker::Walk& walk, double rate_hz, Direction way, double from_s) {
  std::array<std::vector<ImuSample>, 2> readings;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    for (const ImuSample& s : walk.feet[i].measured) {
      if (static_cast<double>(s.t_us) * 1e-6 >= from_s) readings[i].push_back(s);
    }
  }
  const auto rows = analysed(readings, rate_hz, {});
  WalkFigures sum;
  for (const Foot foot : {Foot::left, Foot::right}) {
    const auto& truths = walk.feet[index(foot)].strides;
    for (std::size_t i = 1; i + 1 < truths.size(); ++i) {
      if (truths[i].t_rise_s < from_s) continue;
      ++sum.strides;
      const Stride* row = row_of(rows, foot, truths[i]);
      if (row != nullptr && row->stride_length_m && row->height_m) sum += compared(*row, truths[i], way);
    }
  }
  return sum;
}

double mid_swing_s(const walker::Walk& walk) {
  const walker::TruthStride& stride = walk.feet[0].strides.at(3);
  return (stride.t_left_s + stride.t_landed_s) / 2;
}

}  // namespace backstep::motions
