#include "host/import/stand_ins.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "host/import/csv_place.h"

namespace backstep::host {
namespace {

constexpr double kMoving_radps = 0.5;  // no stance of a walk turns so fast; slow swings turn by 1 and more
constexpr double kMoving_mps2 = 2;     // scales are at most 15 % off, 1.5 m/s2
constexpr std::size_t kFewestAlike = 3;

bool is_zero(const ImuSample& s) { return s.acc_mps2.isZero(0) && s.gyr_radps.isZero(0); }

bool is_moving(const ImuSample& s) {
  return s.gyr_radps.norm() > kMoving_radps || std::abs(s.acc_mps2.norm() - kGravity_mps2) > kMoving_mps2;
}

bool is_alike(const ImuSample& a, const ImuSample& b) { return a.acc_mps2 == b.acc_mps2 && a.gyr_radps == b.gyr_radps; }

/// One past the samples that are alike with the one at `first`.
std::size_t end_of_alike(const std::vector<ImuSample>& samples, std::size_t first) {
  std::size_t end = first + 1;
  while (end < samples.size() && is_alike(samples[first], samples[end])) ++end;
  return end;
}

/// How many rows in a row are alike where the sensor moves: the median over values.
std::size_t usual_alike(const std::vector<ImuSample>& samples) {
  std::vector<std::size_t> counts;
  for (std::size_t i = 0, end = 0; i < samples.size(); i = end) {
    end = end_of_alike(samples, i);
    if (is_moving(samples[i])) counts.push_back(end - i);
  }
  if (counts.empty()) return 1;
  const auto middle = counts.begin() + static_cast<std::ptrdiff_t>(counts.size() / 2);
  std::nth_element(counts.begin(), middle, counts.end());
  return *middle;
}

void drop(Track& track, Lines& lines, const std::vector<bool>& stands_in, std::string_view what) {
  Lines dropped;
  std::size_t kept = 0, told = 0;
  for (std::size_t i = 0; i < track.samples.size(); ++i) {
    if (stands_in[i]) {
      dropped.push_back(lines[i]);
      continue;
    }
    if (dropped.size() > told) {
      track.samples[i].flags |= kAfterGap;
      track.holes.push_back({track.samples[i].t_us, dropped.size() - told});
      told = dropped.size();
    }
    track.samples[kept] = track.samples[i];
    lines[kept++] = lines[i];
  }
  if (dropped.empty()) return;
  std::sort(track.holes.begin(), track.holes.end(),
            [](const Track::Hole& a, const Track::Hole& b) { return a.before_us < b.before_us; });
  track.samples.resize(kept);
  lines.resize(kept);
  track.lost += dropped.size();
  track.warnings.push_back(
      fmt::format("{}, {}: {}; taken for lost samples and left out, and the strides there flagged.", track.name,
                  place(dropped), what));
}

}  // namespace

void drop_zeros(Track& track, Lines& lines) {
  std::vector<bool> stands_in(track.samples.size());
  std::transform(track.samples.begin(), track.samples.end(), stands_in.begin(), is_zero);
  if (std::find(stands_in.begin(), stands_in.end(), false) == stands_in.end()) return;
  drop(track, lines, stands_in, "all six values are zero");
}

void drop_held(Track& track, Lines& lines) {
  const std::size_t usual = usual_alike(track.samples);
  const std::size_t fewest = usual > 1 ? kFewestAlike * usual : kFewestAlike;
  std::vector<bool> stands_in(track.samples.size());
  for (std::size_t i = 0, end = 0; i < track.samples.size(); i = end) {
    end = end_of_alike(track.samples, i);
    if (end - i >= fewest && is_moving(track.samples[i])) {
      std::fill(stands_in.begin() + static_cast<std::ptrdiff_t>(i + usual),
                stands_in.begin() + static_cast<std::ptrdiff_t>(end), true);
    }
  }
  drop(track, lines, stands_in, "the values before are held while the foot moves");
}

}  // namespace backstep::host
