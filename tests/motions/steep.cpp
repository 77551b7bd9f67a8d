#include "tests/motions/steep.h"

#include <algorithm>
#include <cmath>

#include "data/walker/walker.h"
#include "tests/motions/analysed.h"
#include "tests/motions/body.h"

namespace backstep::motions {

namespace {

using walker::Travel;

constexpr double kSlope_rad = 0.19739555984988078;  // 20 %
constexpr int kSteps = 20;                          // ten strides a foot

SteepWalk slope(std::string_view name, Travel travel, double speed_mps, double incline_rad) {
  walker::Bout bout;
  bout.travel = travel;
  bout.speed_mps = speed_mps;
  bout.steps = kSteps;
  return {name, bout, incline_rad};
}

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

}  // namespace

std::vector<SteepWalk> steep_walks() {
  return {
      {"stairs up, usual", walker::stairs(Travel::forward, 0.40, kSteps, 0.17, 0.29)},
      {"stairs up, gentle, slow", walker::stairs(Travel::forward, 0.30, kSteps, 0.14, 0.33)},
      {"stairs up, steep, quick", walker::stairs(Travel::forward, 0.40, kSteps, 0.20, 0.25)},
      {"stairs down, usual", walker::stairs(Travel::forward, 0.45, kSteps, -0.17, 0.29)},
      {"stairs down, gentle, slow", walker::stairs(Travel::forward, 0.35, kSteps, -0.14, 0.33)},
      {"stairs down, steep, quick", walker::stairs(Travel::forward, 0.45, kSteps, -0.20, 0.25)},
      {"stairs down backward, usual", walker::stairs(Travel::backward, 0.32, kSteps, -0.17, 0.29)},
      {"stairs down backward, steep", walker::stairs(Travel::backward, 0.28, kSteps, -0.20, 0.25)},
      slope("slope up", Travel::forward, 0.9, kSlope_rad),
      slope("slope up, quick", Travel::forward, 1.2, kSlope_rad),
      slope("slope down", Travel::forward, 0.9, -kSlope_rad),
      slope("slope down, quick", Travel::forward, 1.2, -kSlope_rad),
      slope("slope up backward", Travel::backward, 0.6, -kSlope_rad),
      slope("slope up backward, slow", Travel::backward, 0.35, -kSlope_rad),
      slope("slope down backward", Travel::backward, 0.6, kSlope_rad),
      slope("slope down backward, quick", Travel::backward, 0.8, kSlope_rad),
  };
}

walker::WalkerConfig config(const SteepWalk& walk, std::uint64_t seed) {
  walker::Random random(seed);
  walker::WalkerConfig config;
  config.person.leg_length_m = random.uniform(0.75, 1.0);
  config.person.heel_to_ball_m = random.uniform(0.15, 0.19);
  config.person.toe_out_rad = deg_to_rad(random.uniform(0, 12));
  for (walker::Mounting& mounting : config.mounting) mounting = any_mounting(random);
  config.incline_rad = walk.incline_rad;
  config.bouts = {walker::stand(random.uniform(1.5, 3)), walk.bout, walker::stand(1.5)};
  return config;
}

void add(SteepFigures& figures, const SteepWalk& steep, std::uint64_t seed) {
  const walker::WalkerConfig made = config(steep, seed);
  const walker::Walk walk = walker::walk(made, seed);
  const auto rows = analysed({walk.feet[0].measured, walk.feet[1].measured}, made.sensor.rate_hz, {});
  const Direction way = steep.bout.travel == Travel::backward ? Direction::backward : Direction::forward;
  for (const Foot foot : {Foot::left, Foot::right}) {
    const auto& truths = walk.feet[static_cast<std::size_t>(index(foot))].strides;
    for (std::size_t i = 1; i + 1 < truths.size(); ++i) {
      ++figures.strides;
      const Stride* row = row_of(rows, foot, truths[i]);
      if (row == nullptr || !row->stride_length_m || !row->height_m) continue;
      ++figures.found;
      figures.used += row->used ? 1U : 0U;
      figures.implausible += is_implausible(*row) ? 1U : 0U;
      figures.right_way += row->direction == way ? 1U : 0U;
      figures.marks |= row->quality;
      const double length_m = std::abs(static_cast<double>(*row->stride_length_m) - truths[i].length_m);
      const double height_m = std::abs(static_cast<double>(*row->height_m) - truths[i].up_m);
      figures.length_error_m += length_m;
      figures.height_error_m += height_m;
      figures.worst_length_m = std::max(figures.worst_length_m, length_m);
      figures.worst_height_m = std::max(figures.worst_height_m, height_m);
    }
  }
}

}  // namespace backstep::motions
